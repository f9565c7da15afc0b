// Grouped: one operation on every few neighbouring tasks of another layer: a level of a tree of reductions.
#pragma once

#include <string>

#include <tusk/graph/layer.h>

namespace tusk::graph {

// Task i takes the tasks i * group_size … (i + 1) * group_size - 1 of `input`, the last one those that are left; at
// least one task, without inputs if there are none. Throws ValueError for a group size below 1.
LayerPtr grouped(std::string name, OperationPtr operation, std::string input, TaskId input_count, TaskId group_size);

}  // namespace tusk::graph
