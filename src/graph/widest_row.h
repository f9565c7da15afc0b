// Widest row: how many tasks stand side by side in a picture of a graph.
#pragma once

#include <cstddef>

#include "graph/expanded_graph.h"

namespace tusk::graph {

// Of the parts that no edge joins, which a picture packs into a square, the one with the widest row. A task stands
// behind all of its inputs, one without inputs right before its first consumer. 0 if there is a cycle. Needs a linked
// graph; O(tasks + edges).
std::size_t widest_row(const ExpandedGraph& tasks);

}  // namespace tusk::graph
