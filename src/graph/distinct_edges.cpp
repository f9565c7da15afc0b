#include "graph/distinct_edges.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <span>

namespace tusk::graph {

bool has_repeated_edges(const Edges& edges) {
  for (TaskId task = 0; task < edges.task_count(); ++task) {
    const std::span<const TaskId> consumers = edges.consumers_of(task);
    if (std::ranges::adjacent_find(consumers) != consumers.end()) return true;
  }
  return false;
}

DistinctEdges distinct_edges(const Edges& edges) {
  DistinctEdges distinct;
  distinct.input_start.assign(edges.task_count() + 1, 0);
  distinct.consumer_start.push_back(0);
  for (TaskId task = 0; task < edges.task_count(); ++task) {
    std::ranges::unique_copy(edges.consumers_of(task), std::back_inserter(distinct.consumers));
    for (std::size_t at = distinct.consumer_start.back(); at < distinct.consumers.size(); ++at) {
      ++distinct.input_start[distinct.consumers[at] + 1];
    }
    distinct.consumer_start.push_back(std::uint32_t(distinct.consumers.size()));
  }
  std::partial_sum(distinct.input_start.begin(), distinct.input_start.end(), distinct.input_start.begin());
  distinct.inputs.resize(distinct.consumers.size());
  std::vector<std::uint32_t> next(distinct.input_start.begin(), distinct.input_start.end() - 1);
  for (TaskId task = 0; task < edges.task_count(); ++task) {
    for (std::uint32_t at = distinct.consumer_start[task]; at < distinct.consumer_start[task + 1]; ++at) {
      distinct.inputs[next[distinct.consumers[at]]++] = task;
    }
  }
  return distinct;
}

}  // namespace tusk::graph
