// TaskGroups: like tasks of an expanded graph, for pictures. Those of one layer; in explicit layers, those whose own
// keys have the same prefix; and fused tasks whose chains run through the same groups.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graph/expanded_graph.h"

namespace tusk::graph {

struct TaskGroups {
  std::vector<std::uint32_t> group_of;  // for each task
  std::vector<std::string> labels;      // of each group, in the order of their first tasks: "inc", or "inc, double"
  std::vector<TaskId> task_counts;      // of each group
};

// With `by_layer` alone, own keys do not matter.
TaskGroups task_groups(const ExpandedGraph& expanded, bool by_layer);

}  // namespace tusk::graph
