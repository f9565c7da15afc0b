#include "graph/connected_components.h"

#include <algorithm>
#include <span>
#include <utility>

namespace tusk::graph {

namespace {

class DisjointSets {
 public:
  std::uint32_t add() {
    parents_.push_back(std::uint32_t(parents_.size()));
    ++set_count_;
    return parents_.back();
  }
  std::uint32_t find(std::uint32_t member) {
    while (parents_[member] != member) member = parents_[member] = parents_[parents_[member]];
    return member;
  }
  std::uint32_t join(std::uint32_t a, std::uint32_t b) {
    a = find(a);
    b = find(b);
    set_count_ -= a != b;
    return parents_[std::max(a, b)] = std::min(a, b);
  }
  std::size_t member_count() const { return parents_.size(); }
  std::size_t set_count() const { return set_count_; }

 private:
  std::vector<std::uint32_t> parents_;
  std::size_t set_count_ = 0;
};

// Gives each task the set of its inputs, or a new one where it has none.
TaskArray<std::uint32_t> sets_of_tasks(const Edges& edges, std::span<const TaskId> topological, DisjointSets& sets) {
  TaskArray<std::uint32_t> labels(edges.task_count());
  for (const TaskId task : topological) {
    const std::span<const TaskId> inputs = edges.inputs_of(task);
    std::uint32_t set = inputs.empty() ? sets.add() : labels[inputs[0]];
    for (const TaskId input : inputs) {
      if (labels[input] != set) set = sets.join(labels[input], set);
    }
    labels[task] = set;
  }
  return labels;
}

}  // namespace

Components connected_components(const Edges& edges, TaskArray<TaskId> topological) {
  DisjointSets sets;
  TaskArray<std::uint32_t> labels = sets_of_tasks(edges, topological, sets);
  if (sets.set_count() == 1) return {std::move(topological), {edges.task_count()}};
  std::vector<std::uint32_t> places(sets.member_count());
  for (std::uint32_t& set : labels) ++places[set = sets.find(set)];
  Components components{TaskArray<TaskId>(topological.size()), {}};
  std::uint32_t end = 0;
  for (std::uint32_t& place : places) {
    const std::uint32_t size = std::exchange(place, end);
    end += size;
    if (size > 0) components.ends.push_back(end);
  }
  for (const TaskId task : topological) components.tasks[places[labels[task]]++] = task;
  return components;
}

}  // namespace tusk::graph
