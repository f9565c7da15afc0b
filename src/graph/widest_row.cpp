#include "graph/widest_row.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "graph/connected_components.h"

namespace tusk::graph {

namespace {

// All tasks that are in no cycle and behind none, inputs first.
TaskArray<TaskId> inputs_first(const ExpandedGraph& tasks) {
  std::vector<std::size_t> missing(tasks.task_count());
  TaskArray<TaskId> order;
  for (TaskId id = 0; id < tasks.task_count(); ++id) {
    missing[id] = tasks.inputs_of(id).size();
    if (missing[id] == 0) order.push_back(id);
  }
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (const TaskId consumer : tasks.consumers_of(order[i])) {
      if (--missing[consumer] == 0) order.push_back(consumer);
    }
  }
  return order;
}

std::vector<std::size_t> rows_of(const ExpandedGraph& tasks, const TaskArray<TaskId>& order) {
  std::vector<std::size_t> rows(tasks.task_count(), 1);
  for (const TaskId id : order) {
    for (const TaskId input : tasks.inputs_of(id)) rows[id] = std::max(rows[id], rows[input] + 1);
  }
  for (const TaskId id : order) {
    if (!tasks.inputs_of(id).empty() || tasks.consumers_of(id).empty()) continue;
    rows[id] = tasks.task_count();
    for (const TaskId consumer : tasks.consumers_of(id)) rows[id] = std::min(rows[id], rows[consumer] - 1);
  }
  return rows;
}

}  // namespace

std::size_t widest_row(const ExpandedGraph& tasks) {
  TaskArray<TaskId> order = inputs_first(tasks);
  if (order.size() < tasks.task_count()) return 0;
  const std::vector<std::size_t> rows = rows_of(tasks, order);
  const Components components = connected_components(tasks.edges(), std::move(order));
  std::size_t widest = 0, start = 0;
  for (const std::uint32_t end : components.ends) {
    std::vector<std::size_t> widths;
    for (; start < end; ++start) {
      const std::size_t row = rows[components.tasks[start]];
      if (row >= widths.size()) widths.resize(row + 1);
      widest = std::max(widest, ++widths[row]);
    }
  }
  return widest;
}

}  // namespace tusk::graph
