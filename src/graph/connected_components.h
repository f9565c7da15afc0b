// Connected components: parts of a graph that no edge joins.
#pragma once

#include <cstdint>
#include <vector>

#include <tusk/graph/task_array.h>

#include "graph/order.h"

namespace tusk::graph {

// All tasks, inputs first, those of one component side by side: the first ends at ends[0], the next at ends[1] …
struct Components {
  TaskArray<TaskId> tasks;
  std::vector<std::uint32_t> ends;
};

// `topological` has all tasks, inputs first; within a component they keep that order.
Components connected_components(const Edges& edges, TaskArray<TaskId> topological);

}  // namespace tusk::graph
