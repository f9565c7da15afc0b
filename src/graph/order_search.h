// OrderSearch: tries orders of one connected component of a graph, and keeps the one that holds the least.
//
// The first is depth first. No other can be better where the component is a tree, or where nothing more is held than
// its widest task needs. Else walks with different goals, and then with shaken weights, are made while they are cheap
// (a fixed amount of work a graph) or worth it (much of the component waits). Each is mended by one pass from its end
// and one from its beginning.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include <tusk/graph/task_array.h>

#include "graph/order_walk.h"

namespace tusk::graph {

class OrderSearch {
 public:
  explicit OrderSearch(const Edges& edges);

  // Puts `tasks`, all those of one component, inputs first, into the order found. Returns the most results that are
  // alive above those that stay.
  std::uint32_t improve(std::span<TaskId> tasks);

 private:
  void survey();
  void weigh();
  void put_heaviest_output_first();
  bool is_best() const;
  std::uint64_t allowed_attempts() const;
  void attempt(std::uint64_t number);
  void shake(std::uint32_t seed);
  void mend();
  void keep_if_less(std::span<const TaskId> order, const Holding& holding);

  Edges edges_;
  DepthFirst depth_first_;
  HoldingMeter meter_;
  std::optional<Walk> walk_;  // made when it is needed: it takes 24 bytes a task
  TaskArray<float> weights_;
  TaskArray<float> shares_;  // of each consumer in a task's weight
  TaskArray<float> shaken_;
  TaskArray<TaskId> tasks_;  // inputs first
  TaskArray<TaskId> outputs_;
  TaskArray<TaskId> mended_;
  std::uint32_t most_inputs_ = 0;
  bool is_tree_ = false;
  std::span<TaskId> best_;
  Holding holding_;
};

}  // namespace tusk::graph
