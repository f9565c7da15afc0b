// The number of a task in one graph: dense, from 0. What a user sees of a task is its Key, derived from this number.
#pragma once

#include <cstdint>

namespace tusk::graph {

using TaskId = std::uint32_t;

}  // namespace tusk::graph
