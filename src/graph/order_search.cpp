#include "graph/order_search.h"

#include <algorithm>
#include <array>

#include "graph/order_forest.h"

namespace tusk::graph {

namespace {

// How often the tasks and edges of a graph may be visited in any case: some tenths of a millisecond.
constexpr std::uint64_t kFreeVisits = 40'000;
constexpr std::uint64_t kVisitsPerAttempt = 3;
constexpr std::uint64_t kMostAttempts = 13;
// A component is worth some attempts if more results wait than these, and more than one in so many of its tasks'.
constexpr std::uint64_t kWorthyAttempts = 2;
constexpr std::uint32_t kFewWaiting = 64;
constexpr std::uint32_t kFewWaitingShare = 20;

constexpr std::array kGoals = {Goal::Listed, Goal::Nearest, Goal::Newest, Goal::Oldest};

// From 1/2 to 3/2, as if by chance.
float noise(TaskId task, std::uint32_t seed) {
  std::uint32_t bits = ((task + 1) * 0x9E3779B1U) ^ (seed * 0x85EBCA77U);
  bits = (bits ^ (bits >> 15)) * 0x2C1B3C6DU;
  bits = (bits ^ (bits >> 12)) * 0x297A2D39U;
  return 0.5F + float((bits ^ (bits >> 15)) >> 8) * 0x1p-24F;
}

}  // namespace

OrderSearch::OrderSearch(const Edges& edges)
    : edges_(edges), depth_first_(edges), meter_(edges), weights_(edges.task_count()), shares_(edges.task_count()) {}

std::uint32_t OrderSearch::improve(std::span<TaskId> tasks) {
  tasks_.assign(tasks.begin(), tasks.end());
  best_ = tasks;
  survey();
  weigh();
  holding_ = {.live = ~std::uint32_t(0)};
  const std::span<const TaskId> depth_first = depth_first_.order({tasks_, outputs_, weights_});
  keep_if_less(depth_first, meter_.measure(depth_first));
  keep_if_less(tasks_, meter_.measure(tasks_));
  const std::uint64_t allowed = is_best() ? 0 : allowed_attempts();
  if (allowed > 0) put_heaviest_output_first();
  for (std::uint64_t number = 0; number < allowed && !is_best(); ++number) attempt(number);
  return holding_.live - std::uint32_t(outputs_.size());
}

void OrderSearch::survey() {
  outputs_.clear();
  most_inputs_ = 0;
  std::size_t edge_count = 0;
  for (const TaskId task : tasks_) {
    const std::size_t input_count = edges_.inputs_of(task).size();
    edge_count += input_count;
    most_inputs_ = std::max(most_inputs_, std::uint32_t(input_count));
    if (edges_.consumers_of(task).empty()) outputs_.push_back(task);
  }
  is_tree_ = outputs_.size() == 1 && edge_count + 1 == tasks_.size();
}

// In a tree, a task's weight is what it needs. Else it is the work that leads to it, where that of each task below is
// shared among its consumers.
void OrderSearch::weigh() {
  if (is_tree_) return find_needs(edges_, tasks_, weights_);
  for (const TaskId task : tasks_) {
    float work = 1.0F;
    for (const TaskId input : edges_.inputs_of(task)) work += shares_[input];
    weights_[task] = work;
    shares_[task] = work / float(edges_.consumers_of(task).size());
  }
}

void OrderSearch::put_heaviest_output_first() {
  const auto heaviest = std::ranges::max_element(outputs_, {}, [this](TaskId task) { return weights_[task]; });
  std::rotate(outputs_.begin(), heaviest, heaviest + 1);
}

bool OrderSearch::is_best() const {
  const std::uint32_t least = std::max(most_inputs_, std::uint32_t(outputs_.size()));
  return is_tree_ || (holding_.live <= least + 1 && holding_.waiting <= most_inputs_);
}

std::uint64_t OrderSearch::allowed_attempts() const {
  const std::uint64_t visits = kVisitsPerAttempt * (edges_.task_count() + edges_.inputs.size());
  const bool is_worth_it = holding_.waiting > std::max(kFewWaiting, std::uint32_t(tasks_.size()) / kFewWaitingShare);
  return std::clamp(kFreeVisits / visits, is_worth_it ? kWorthyAttempts : 0, kMostAttempts);
}

void OrderSearch::attempt(std::uint64_t number) {
  if (!walk_) walk_.emplace(edges_);
  const bool is_shaken = number >= kGoals.size();
  if (is_shaken) shake(std::uint32_t(number));
  walk_->follow_goals({tasks_, outputs_, is_shaken ? shaken_ : weights_}, kGoals[number % kGoals.size()]);
  keep_if_less(walk_->order(), walk_->holding());
  mend();
  keep_if_less(walk_->order(), walk_->holding());
}

void OrderSearch::shake(std::uint32_t seed) {
  shaken_.resize(weights_.size());
  for (const TaskId task : tasks_) shaken_[task] = weights_[task] * noise(task, seed);
  std::ranges::sort(outputs_, {}, [seed](TaskId task) { return std::pair(noise(task, seed), task); });
}

void OrderSearch::mend() {
  mended_.assign(walk_->order().begin(), walk_->order().end());
  walk_->delay(mended_);
  mended_.assign(walk_->order().begin(), walk_->order().end());
  walk_->hasten(mended_);
}

void OrderSearch::keep_if_less(std::span<const TaskId> order, const Holding& holding) {
  if (!holding.is_less(holding_)) return;
  holding_ = holding;
  std::ranges::copy(order, best_.begin());
}

}  // namespace tusk::graph
