// Distinct edges: a graph in which no task takes the same result twice.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/order.h"

namespace tusk::graph {

// Whether a task is listed twice in a row among the consumers of a result, where tasks that take it twice are.
bool has_repeated_edges(const Edges& edges);

// Edges that own what they list.
struct DistinctEdges {
  std::vector<std::uint32_t> input_start;
  std::vector<TaskId> inputs;
  std::vector<std::uint32_t> consumer_start;
  std::vector<TaskId> consumers;

  Edges view() const { return {input_start, inputs, consumer_start, consumers}; }
};

// The same graph, each edge once.
DistinctEdges distinct_edges(const Edges& edges);

}  // namespace tusk::graph
