#include "graph/order_forest.h"

#include <algorithm>
#include <functional>

#include <tusk/graph/task_array.h>

namespace tusk::graph {

namespace {

// Where the tasks of each tree lie in the order: `size` of them, the tree's root last.
class Layout {
 public:
  Layout(const Edges& edges, std::span<const TaskId> topological)
      : edges_(edges), needs_(edges.task_count()), sizes_(edges.task_count(), 1), places_(edges.task_count()) {
    find_needs(edges, topological, needs_);
    for (const TaskId task : topological) {
      for (const TaskId input : edges.inputs_of(task)) sizes_[task] += sizes_[input];
    }
  }

  // Lays trees side by side from `place`, those that need the most first.
  void lay(std::span<const TaskId> roots, Rank place) {
    sorted_.assign(roots.begin(), roots.end());
    const auto needs_more = [this](TaskId a, TaskId b) {
      return needs_[a] != needs_[b] ? needs_[a] > needs_[b] : a < b;
    };
    if (!std::ranges::is_sorted(sorted_, needs_more)) std::ranges::sort(sorted_, needs_more);
    for (const TaskId root : sorted_) {
      places_[root] = place + sizes_[root] - 1;
      place += sizes_[root];
    }
  }
  void lay_inputs(TaskId root) { lay(edges_.inputs_of(root), places_[root] + 1 - sizes_[root]); }

  std::vector<Rank> take_places() { return std::move(places_); }

 private:
  Edges edges_;
  TaskArray<float> needs_;
  TaskArray<Rank> sizes_;
  std::vector<Rank> places_;
  TaskArray<TaskId> sorted_;
};

}  // namespace

bool is_forest(const Edges& edges) {
  for (TaskId task = 0; task < edges.task_count(); ++task) {
    if (edges.consumers_of(task).size() > 1) return false;
  }
  return true;
}

void find_needs(const Edges& edges, std::span<const TaskId> tasks, std::span<float> needs) {
  TaskArray<float> inputs;
  for (const TaskId task : tasks) {
    inputs.clear();
    for (const TaskId input : edges.inputs_of(task)) inputs.push_back(needs[input]);
    if (!std::ranges::is_sorted(inputs, std::greater())) std::ranges::sort(inputs, std::greater());
    float most = float(inputs.size() + 1);
    for (std::size_t held = 0; held < inputs.size(); ++held) most = std::max(most, inputs[held] + float(held));
    needs[task] = most;
  }
}

std::vector<Rank> forest_order(const Edges& edges, std::span<const TaskId> topological) {
  TaskArray<TaskId> roots;
  for (TaskId task = 0; task < edges.task_count(); ++task) {
    if (edges.consumers_of(task).empty()) roots.push_back(task);
  }
  Layout layout(edges, topological);
  layout.lay(roots, 0);
  for (auto task = topological.rbegin(); task != topological.rend(); ++task) layout.lay_inputs(*task);
  return layout.take_places();
}

}  // namespace tusk::graph
