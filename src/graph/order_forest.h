// Forests: graphs in which no task has two consumers, as reductions are. Their best order is known and cheap.
//
// The inputs of a task are computed one after another, first the one that needs the most room: the numbering of
// R. Sethi and J. D. Ullman, "The generation of optimal code for arithmetic expressions", Journal of the ACM 17 (1970).
#pragma once

#include <span>
#include <vector>

#include "graph/order.h"

namespace tusk::graph {

bool is_forest(const Edges& edges);

// For each of `tasks`, which form trees and come inputs first, sets needs[task] to the most results that are alive at
// once while it is computed in the best order.
void find_needs(const Edges& edges, std::span<const TaskId> tasks, std::span<float> needs);

// The order with the lowest peak_live_results and peak_waiting_results there is. `topological` has inputs first.
std::vector<Rank> forest_order(const Edges& edges, std::span<const TaskId> topological);

}  // namespace tusk::graph
