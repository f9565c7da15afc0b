// Holding: what running tasks in an order keeps in memory, counted in results.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include <tusk/graph/task_array.h>

#include "graph/order.h"

namespace tusk::graph {

struct Holding {
  std::uint32_t live = 0;     // as in peak_live_results
  std::uint32_t waiting = 0;  // as in peak_waiting_results
  std::uint64_t area = 0;     // waiting results, summed over all tasks

  bool is_less(const Holding& other) const;
};

// Counts what waits while tasks run one after another.
class HoldingCount {
 public:
  // For each task as it starts; then `release` counts results that nobody awaits any more.
  void run(bool is_output);
  void release(std::uint32_t count) { waiting_ -= count; }
  std::uint32_t waiting() const { return waiting_; }
  const Holding& holding() const { return holding_; }

 private:
  Holding holding_;
  std::uint32_t waiting_ = 0;
  std::uint32_t outputs_ = 0;
};

inline void HoldingCount::run(bool is_output) {  // here, since it is called for every task of every order tried
  holding_.live = std::max(holding_.live, waiting_ + outputs_ + 1);
  holding_.waiting = std::max(holding_.waiting, waiting_);
  holding_.area += waiting_;
  outputs_ += is_output;
  waiting_ += !is_output;
}

// Measures orders of a graph's tasks, or of tasks that share no edge with others.
class HoldingMeter {
 public:
  explicit HoldingMeter(const Edges& edges) : edges_(edges), awaited_(edges.task_count()) {}
  Holding measure(std::span<const TaskId> order);

 private:
  Edges edges_;
  TaskArray<std::uint32_t> awaited_;  // consumers still to run, of tasks that have run
};

}  // namespace tusk::graph
