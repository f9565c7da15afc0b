#include "scheduler/run_plan.h"

#include <algorithm>
#include <queue>
#include <tuple>

#include <tusk/core/error.h>

namespace tusk::scheduler {

namespace {

// The priority that the user gave each task; empty if none was given.
std::vector<int> user_priorities(const graph::ExpandedGraph& tasks) {
  std::vector<int> priorities;
  const auto& layers = tasks.graph->layers();
  if (std::none_of(layers.begin(), layers.end(), [](const auto& layer) { return layer->has_annotations(); }))
    return priorities;
  for (TaskId id = 0; id < tasks.task_count(); ++id) {
    const Annotations* annotations = tasks.annotations(id);
    if (!annotations || annotations->priority.value_or(0) == 0) continue;
    priorities.resize(tasks.task_count());
    priorities[id] = *annotations->priority;
  }
  return priorities;
}

// The topological order that always takes the ready task of the highest priority, and of those the lowest rank.
std::vector<Rank> ranks_with_priorities(const graph::ExpandedGraph& tasks, const std::vector<Rank>& ranks,
                                        const std::vector<int>& priorities) {
  using Entry = std::tuple<int, Rank, TaskId>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> ready;
  std::vector<std::uint32_t> missing(tasks.task_count());
  const auto make_ready = [&](TaskId id) { ready.emplace(-priorities[id], ranks[id], id); };
  for (TaskId id = 0; id < tasks.task_count(); ++id) {
    missing[id] = std::uint32_t(tasks.inputs_of(id).size());
    if (missing[id] == 0) make_ready(id);
  }
  std::vector<Rank> heeding(tasks.task_count());
  for (Rank next = 0; !ready.empty(); ++next) {
    const TaskId id = std::get<2>(ready.top());
    ready.pop();
    heeding[id] = next;
    for (const TaskId consumer : tasks.consumers_of(id)) {
      if (--missing[consumer] == 0) make_ready(consumer);
    }
  }
  return heeding;
}

}  // namespace

RunPlan plan_run(std::shared_ptr<const graph::TaskGraph> graph, std::span<const TaskId> outputs, bool fuse) {
  RunPlan plan;
  plan.outputs.assign(outputs.begin(), outputs.end());
  plan.tasks = graph::cull(graph::expand(std::move(graph)), plan.outputs);
  graph::check_acyclic(plan.tasks);
  if (fuse) plan.tasks = graph::fuse(std::move(plan.tasks), plan.outputs);
  plan.ranks = graph::static_order(plan.tasks.edges());
  if (const std::vector<int> priorities = user_priorities(plan.tasks); !priorities.empty()) {
    plan.ranks = ranks_with_priorities(plan.tasks, plan.ranks, priorities);
    plan.has_priorities = true;
  }
  for (const TaskId id : tasks_by_rank(plan)) {
    if (plan.tasks.inputs_of(id).empty()) plan.roots.push_back(id);
  }
  return plan;
}

std::vector<TaskId> tasks_by_rank(const RunPlan& plan) {
  std::vector<TaskId> order(plan.task_count());
  for (TaskId id = 0; id < plan.task_count(); ++id) order[plan.ranks[id]] = id;
  return order;
}

std::vector<TaskId> waiting_chain(const RunPlan& plan, TaskId task) {
  constexpr TaskId kUnseen = ~TaskId(0);
  std::vector<TaskId> came_from(plan.task_count(), kUnseen);
  std::vector<bool> is_output(plan.task_count());
  for (const TaskId output : plan.outputs) is_output[output] = true;

  std::queue<TaskId> next;
  next.push(task);
  came_from[task] = task;
  TaskId reached = task;
  while (!next.empty()) {
    reached = next.front();
    next.pop();
    if (is_output[reached]) break;
    for (const TaskId consumer : plan.tasks.consumers_of(reached)) {
      if (came_from[consumer] != kUnseen) continue;
      came_from[consumer] = reached;
      next.push(consumer);
    }
  }
  std::vector<TaskId> chain;
  for (; reached != task; reached = came_from[reached]) chain.push_back(reached);
  std::reverse(chain.begin(), chain.end());
  return chain;
}

}  // namespace tusk::scheduler
