#include "graph/depth_first.h"

#include <algorithm>

namespace tusk::graph {

namespace {

// For few tasks; what is in order already costs one look.
template <class Less>
void insertion_sort(std::span<TaskId> tasks, Less less) {
  for (std::size_t i = 1; i < tasks.size(); ++i) {
    const TaskId task = tasks[i];
    std::size_t place = i;
    for (; place > 0 && less(task, tasks[place - 1]); --place) tasks[place] = tasks[place - 1];
    tasks[place] = task;
  }
}

}  // namespace

void sort_lightest_first(std::span<TaskId> tasks, std::span<const float> weights) {
  const auto is_lighter = [weights](TaskId a, TaskId b) {
    return weights[a] != weights[b] ? weights[a] < weights[b] : a > b;
  };
  if (tasks.size() <= 16) insertion_sort(tasks, is_lighter);
  else if (!std::ranges::is_sorted(tasks, is_lighter)) std::ranges::sort(tasks, is_lighter);
}

std::span<const TaskId> DepthFirst::order(const Errand& errand) {
  order_.clear();
  order_.reserve(errand.tasks.size());
  for (const TaskId output : errand.outputs) {
    stack_.push_back(output);
    while (!stack_.empty()) {
      const TaskId task = stack_.back();
      if (!is_done_[task] && push_missing_inputs(task, errand.weights)) continue;
      stack_.pop_back();
      if (is_done_[task]) continue;
      is_done_[task] = true;
      order_.push_back(task);
    }
  }
  return order_;
}

// Returns whether there were any.
bool DepthFirst::push_missing_inputs(TaskId task, std::span<const float> weights) {
  const std::size_t first = stack_.size();
  const std::span<const TaskId> inputs = edges_.inputs_of(task);
  for (auto input = inputs.rbegin(); input != inputs.rend(); ++input) {
    if (!is_done_[*input]) stack_.push_back(*input);
  }
  sort_lightest_first(std::span(stack_).subspan(first), weights);
  return stack_.size() > first;
}

}  // namespace tusk::graph
