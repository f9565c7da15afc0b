// Connected components: parts of a graph that no edge joins.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/order.h"

namespace tusk::graph {

// All tasks, inputs first, those of one component side by side: the first ends at ends[0], the next at ends[1] …
struct Components {
  std::vector<TaskId> tasks;
  std::vector<std::uint32_t> ends;
};

// `topological` has all tasks, inputs first; within a component they keep that order.
Components connected_components(const Edges& edges, std::vector<TaskId> topological);

}  // namespace tusk::graph
