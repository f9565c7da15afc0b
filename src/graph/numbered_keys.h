// The keys of layers whose tasks are just numbered: name and index.
#pragma once

#include <optional>
#include <string_view>

#include <tusk/graph/key.h>
#include <tusk/graph/task_id.h>

namespace tusk::graph {

// The index of a key of such a layer with so many tasks; nothing if the key is none of its.
std::optional<TaskId> numbered_index(const Key& key, std::string_view name, TaskId count);

}  // namespace tusk::graph
