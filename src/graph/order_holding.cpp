#include "graph/order_holding.h"

#include <tuple>

namespace tusk::graph {

bool Holding::is_less(const Holding& other) const {
  const auto cost = [](const Holding& holding) {
    return std::tuple(std::uint64_t(holding.live) + holding.waiting, holding.area);
  };
  return cost(*this) < cost(other);
}

Holding HoldingMeter::measure(std::span<const TaskId> order) {
  HoldingCount count;
  for (const TaskId task : order) {
    awaited_[task] = std::uint32_t(edges_.consumers_of(task).size());
    count.run(awaited_[task] == 0);
    for (const TaskId input : edges_.inputs_of(task)) count.release(--awaited_[input] == 0);
  }
  return count.holding();
}

}  // namespace tusk::graph
