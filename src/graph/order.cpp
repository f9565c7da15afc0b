#include "graph/order.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tusk/core/error.h>

#include "graph/connected_components.h"
#include "graph/distinct_edges.h"
#include "graph/order_forest.h"
#include "graph/order_holding.h"
#include "graph/order_search.h"

namespace tusk::graph {

namespace {

bool ids_are_topological(const Edges& edges) {
  for (TaskId task = 0; task < edges.task_count(); ++task) {
    for (const TaskId input : edges.inputs_of(task)) {
      if (input >= task) return false;
    }
  }
  return true;
}

// Tasks with inputs first, but for those on a cycle and those above one.
TaskArray<TaskId> topological_order(const Edges& edges) {
  TaskArray<TaskId> order;
  order.reserve(edges.task_count());
  TaskArray<std::uint32_t> missing(edges.task_count());
  for (TaskId task = 0; task < edges.task_count(); ++task) {
    missing[task] = std::uint32_t(edges.inputs_of(task).size());
    if (missing[task] == 0) order.push_back(task);
  }
  for (std::size_t next = 0; next < order.size(); ++next) {
    for (const TaskId consumer : edges.consumers_of(order[next])) {
      if (--missing[consumer] == 0) order.push_back(consumer);
    }
  }
  return order;
}

TaskArray<TaskId> tasks_inputs_first(const Edges& edges) {
  if (!ids_are_topological(edges)) return topological_order(edges);
  TaskArray<TaskId> ids(edges.task_count());
  std::iota(ids.begin(), ids.end(), TaskId(0));
  return ids;
}

[[noreturn]] void throw_cycle(const Edges& edges) {
  constexpr std::size_t kMostShown = 8;
  const std::vector<TaskId> cycle = find_cycle(edges);
  throw ValueError(fmt::format("tasks must not need each other in a cycle: tasks {}{} do; let one of them do without",
                               fmt::join(std::span(cycle).first(std::min(cycle.size(), kMostShown)), ", "),
                               cycle.size() > kMostShown ? fmt::format(", ... ({} tasks)", cycle.size()) : ""));
}

// Components that leave the least of what they held go first.
std::vector<Rank> rank_components(Components components, std::span<const std::uint32_t> released) {
  std::vector<std::uint32_t> order(components.ends.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, std::greater(), [released](std::uint32_t component) { return released[component]; });
  std::vector<Rank> ranks(components.tasks.size());
  Rank next = 0;
  for (const std::uint32_t component : order) {
    const std::uint32_t begin = component == 0 ? 0 : components.ends[component - 1];
    for (std::uint32_t place = begin; place < components.ends[component]; ++place)
      ranks[components.tasks[place]] = next++;
  }
  return ranks;
}

Holding measure(const Edges& edges, std::span<const Rank> order) {
  TaskArray<TaskId> tasks(order.size());
  for (TaskId task = 0; task < order.size(); ++task) tasks[order[task]] = task;
  return HoldingMeter(edges).measure(tasks);
}

}  // namespace

std::vector<Rank> static_order(const Edges& edges) {
  TaskArray<TaskId> tasks = tasks_inputs_first(edges);
  if (tasks.size() < edges.task_count()) throw_cycle(edges);
  if (is_forest(edges)) return forest_order(edges, tasks);
  if (has_repeated_edges(edges)) return static_order(distinct_edges(edges).view());
  Components components = connected_components(edges, std::move(tasks));
  OrderSearch search(edges);
  std::vector<std::uint32_t> released;
  std::uint32_t begin = 0;
  for (const std::uint32_t end : components.ends) {
    released.push_back(search.improve(std::span(components.tasks).subspan(begin, end - begin)));
    begin = end;
  }
  return rank_components(std::move(components), released);
}

std::vector<TaskId> find_cycle(const Edges& edges) {
  std::vector<bool> is_free(edges.task_count());
  for (const TaskId task : topological_order(edges)) is_free[task] = true;
  const auto stuck = std::ranges::find(is_free, false);
  if (stuck == is_free.end()) return {};
  // Every task that isn't free has an input that isn't, so going down ends in a cycle.
  constexpr std::uint32_t kUnseen = ~std::uint32_t(0);
  TaskArray<std::uint32_t> places(edges.task_count(), kUnseen);
  std::vector<TaskId> path;
  TaskId task = TaskId(stuck - is_free.begin());
  while (places[task] == kUnseen) {
    places[task] = std::uint32_t(path.size());
    path.push_back(task);
    task = *std::ranges::find_if(edges.inputs_of(task), [&](TaskId input) { return !is_free[input]; });
  }
  path.erase(path.begin(), path.begin() + places[task]);
  std::ranges::reverse(path);
  std::ranges::rotate(path, std::ranges::min_element(path));
  return path;
}

std::size_t peak_live_results(const Edges& edges, std::span<const Rank> order) { return measure(edges, order).live; }

std::size_t peak_waiting_results(const Edges& edges, std::span<const Rank> order) {
  return measure(edges, order).waiting;
}

}  // namespace tusk::graph
