#include "graph/order_walk.h"

#include <algorithm>

namespace tusk::graph {

namespace {

// How far along a chain, and among how many consumers, a walk looks ahead.
constexpr int kReach = 8;

TaskId pop(TaskArray<TaskId>& stack) {
  const TaskId top = stack.back();
  stack.pop_back();
  return top;
}

}  // namespace

void Walk::follow_goals(const Errand& errand, Goal goal) {
  errand_ = errand;
  hurries_outputs_ = true;
  seeks_nearest_ = goal == Goal::Nearest;
  start(errand.tasks);
  while (order_.size() < errand.tasks.size()) reach(next_goal(goal));
}

void Walk::hasten(std::span<const TaskId> order) {
  hurries_outputs_ = seeks_nearest_ = false;
  start(order);
  for (const TaskId task : order) {
    if (!has_run(task)) run(task);
  }
}

// `tasks` have inputs first.
void Walk::start(std::span<const TaskId> tasks) {
  for (const TaskId task : tasks) {
    const std::span<const TaskId> inputs = edges_.inputs_of(task);
    states_[task] = {std::uint32_t(inputs.size()), std::uint32_t(edges_.consumers_of(task).size()), 0, 0, 0, kNotRun};
    for (const TaskId input : inputs) {
      states_[task].missing_xor ^= input;
      states_[input].awaited_xor ^= task;
    }
  }
  order_.clear();
  order_.reserve(tasks.size());
  count_ = {};
  next_output_ = oldest_ = looked_ = 0;
  newest_.clear();
  for (TaskArray<TaskId>& tasks_of_kind : near_) tasks_of_kind.clear();
}

void Walk::run(TaskId task) {
  run_alone(task);
  while (!urgent_.empty() || !chains_.empty()) {
    const TaskId next = pop(urgent_.empty() ? chains_ : urgent_);
    if (states_[next].missing == 0 && !has_run(next)) run_alone(next);
  }
}

void Walk::run_alone(TaskId task) {
  states_[task].cursor = 0;
  order_.push_back(task);
  count_.run(states_[task].awaited == 0);
  release_inputs(task);
  advance_consumers(task);
}

void Walk::release_inputs(TaskId task) {
  for (const TaskId id : edges_.inputs_of(task)) {
    State& input = states_[id];
    input.awaited_xor ^= task;
    --input.awaited;
    count_.release(input.awaited == 0);
    if (input.awaited != 1) continue;
    State& last = states_[input.awaited_xor];
    ++last.releases;
    if (last.missing == 0) urgent_.push_back(input.awaited_xor);
    else if (last.missing == 1) look_down(last);
  }
}

void Walk::advance_consumers(TaskId task) {
  const bool is_awaited_once = states_[task].awaited == 1;
  for (const TaskId id : edges_.consumers_of(task)) {
    State& consumer = states_[id];
    consumer.missing_xor ^= task;
    consumer.releases += is_awaited_once;
    const std::uint32_t missing = --consumer.missing;
    if (missing == 0) {
      if (consumer.releases > 0 || (hurries_outputs_ && consumer.awaited == 0)) urgent_.push_back(id);
      else look_up(id);
    } else if (missing == 1 && consumer.releases > 0) {
      look_down(consumer);
    }
    if (seeks_nearest_ && missing < kNearKinds) near_[missing].push_back(id);
  }
}

// `task` misses one input: enters the chain that ends in that input, if it is ready and two results would be released.
void Walk::look_down(const State& task) {
  TaskId below = task.missing_xor;
  if (task.releases + (states_[below].awaited == 1) < 2) return;
  for (int step = 0; step < kReach && states_[below].missing == 1; ++step) {
    const TaskId next = states_[below].missing_xor;
    if (has_run(next)) break;
    if (states_[next].awaited != 1) return;
    below = next;
  }
  chains_.push_back(below);
}

// `task` is ready and releases nothing: enters it, if a chain from it leads to a task that would release another
// result.
void Walk::look_up(TaskId task) {
  TaskId top = task;
  for (int step = 0; step < kReach && states_[top].awaited == 1; ++step) {
    top = states_[top].awaited_xor;
    if (states_[top].missing != 1) return;
    if (states_[top].releases > 0) return chains_.push_back(task);
  }
}

void Walk::reach(TaskId goal) {
  goals_.push_back(goal);
  while (!goals_.empty()) {
    if (states_[goals_.back()].missing > 0) {
      push_missing_inputs(goals_.back());
      continue;
    }
    const TaskId task = pop(goals_);
    if (!has_run(task)) run(task);
  }
}

void Walk::push_missing_inputs(TaskId task) {
  if (states_[task].missing == 1) return goals_.push_back(states_[task].missing_xor);
  const std::size_t first = goals_.size();
  const std::span<const TaskId> inputs = edges_.inputs_of(task);
  for (auto input = inputs.rbegin(); input != inputs.rend(); ++input) {
    if (!has_run(*input)) goals_.push_back(*input);
  }
  sort_lightest_first(std::span(goals_).subspan(first), errand_.weights);
}

TaskId Walk::next_goal(Goal goal) {
  if (goal == Goal::Listed) return next_output();
  if (count_.waiting() == 0) return goal == Goal::Nearest ? root_below(next_output()) : next_output();
  if (goal == Goal::Nearest) return nearest();
  return output_above(goal == Goal::Newest ? newest_waiting() : oldest_waiting());
}

TaskId Walk::next_output() {
  while (has_run(errand_.outputs[next_output_])) ++next_output_;
  return errand_.outputs[next_output_];
}

TaskId Walk::nearest() {
  for (std::size_t missing = 0; missing < kNearKinds; ++missing) {
    TaskArray<TaskId>& tasks = near_[missing];
    while (!tasks.empty() && (has_run(tasks.back()) || states_[tasks.back()].missing != missing)) tasks.pop_back();
    if (!tasks.empty()) return tasks.back();
  }
  return first_awaited_consumer(newest_waiting());
}

TaskId Walk::newest_waiting() {
  newest_.insert(newest_.end(), order_.begin() + std::ptrdiff_t(looked_), order_.end());
  looked_ = order_.size();
  while (states_[newest_.back()].awaited == 0) newest_.pop_back();
  return newest_.back();
}

TaskId Walk::oldest_waiting() {
  while (states_[order_[oldest_]].awaited == 0) ++oldest_;
  return order_[oldest_];
}

// An output above a task that has run, by way of consumers that miss few inputs.
TaskId Walk::output_above(TaskId task) {
  first_awaited_consumer(task);
  std::span<const TaskId> consumers = edges_.consumers_of(task).subspan(states_[task].cursor);
  while (!consumers.empty()) {
    std::uint32_t fewest = ~std::uint32_t(0);
    for (const TaskId consumer : consumers.first(std::min<std::size_t>(kReach, consumers.size()))) {
      if (has_run(consumer) || states_[consumer].missing >= fewest) continue;
      fewest = states_[consumer].missing;
      task = consumer;
    }
    consumers = edges_.consumers_of(task);
  }
  return task;
}

TaskId Walk::root_below(TaskId task) const {
  const auto is_lighter = [this](TaskId a, TaskId b) { return errand_.weights[a] < errand_.weights[b]; };
  while (states_[task].missing > 0) task = *std::ranges::max_element(edges_.inputs_of(task), is_lighter);
  return task;
}

TaskId Walk::first_awaited_consumer(TaskId task) {
  const std::span<const TaskId> consumers = edges_.consumers_of(task);
  std::uint32_t& cursor = states_[task].cursor;
  while (has_run(consumers[cursor])) ++cursor;
  return consumers[cursor];
}

// Backwards in time a result appears with its last consumer and goes with its own task. Here `missing` counts the
// inputs that have not appeared, `awaited` the consumers that are not placed, and `releases` is 1 once the result has
// appeared.
void Walk::delay(std::span<const TaskId> order) {
  start(order);
  for (auto task = order.rbegin(); task != order.rend(); ++task) {
    urgent_.push_back(*task);
    while (!urgent_.empty()) {
      const TaskId next = pop(urgent_);
      if (!has_run(next)) place(next);
    }
  }
  std::ranges::reverse(order_);
}

void Walk::place(TaskId task) {
  states_[task].cursor = 0;
  order_.push_back(task);
  for (const TaskId id : edges_.inputs_of(task)) {
    State& input = states_[id];
    --input.awaited;
    if (input.releases == 0) {
      input.releases = 1;
      for (const TaskId consumer : edges_.consumers_of(id)) {
        --states_[consumer].missing;
        place_if_free(consumer);
      }
    }
    place_if_free(id);
  }
}

// A task whose own result goes makes room for one that appears; an output's own result stays with whoever asked for it.
void Walk::place_if_free(TaskId task) {
  const State& state = states_[task];
  if (state.awaited > 0 || state.cursor != kNotRun) return;
  if (state.missing <= (edges_.consumers_of(task).empty() ? 0 : 1)) urgent_.push_back(task);
}

}  // namespace tusk::graph
