// EdgeList: a graph that owns its edges, written down task by task.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <span>
#include <utility>
#include <vector>

#include "graph/order.h"

namespace tusk::graph {

class EdgeList {
 public:
  EdgeList() = default;
  EdgeList(std::initializer_list<std::vector<TaskId>> inputs) : inputs_(inputs) {}

  TaskId add(std::vector<TaskId> inputs = {}) {
    inputs_.push_back(std::move(inputs));
    return task_count() - 1;
  }
  TaskId task_count() const { return TaskId(inputs_.size()); }
  const std::vector<std::vector<TaskId>>& inputs() const { return inputs_; }

  // Valid until the next call.
  Edges edges();
  // The same graph with task t numbered numbers[t].
  EdgeList renumbered(std::span<const TaskId> numbers) const;

 private:
  std::vector<std::vector<TaskId>> inputs_;
  std::vector<std::uint32_t> input_start_, consumer_start_;
  std::vector<TaskId> flat_inputs_, flat_consumers_;
};

inline Edges EdgeList::edges() {
  std::vector<std::vector<TaskId>> consumers(inputs_.size());
  const auto flatten = [](const auto& rows, auto& start, auto& flat) {
    start = {0};
    flat.clear();
    for (const std::vector<TaskId>& row : rows) {
      flat.insert(flat.end(), row.begin(), row.end());
      start.push_back(std::uint32_t(flat.size()));
    }
  };
  for (TaskId task = 0; task < task_count(); ++task) {
    for (const TaskId input : inputs_[task]) consumers[input].push_back(task);
  }
  flatten(inputs_, input_start_, flat_inputs_);
  flatten(consumers, consumer_start_, flat_consumers_);
  return {input_start_, flat_inputs_, consumer_start_, flat_consumers_};
}

inline EdgeList EdgeList::renumbered(std::span<const TaskId> numbers) const {
  EdgeList list;
  list.inputs_.resize(inputs_.size());
  for (TaskId task = 0; task < task_count(); ++task) {
    std::vector<TaskId>& row = list.inputs_[numbers[task]];
    for (const TaskId input : inputs_[task]) row.push_back(numbers[input]);
    std::ranges::sort(row);
  }
  return list;
}

}  // namespace tusk::graph
