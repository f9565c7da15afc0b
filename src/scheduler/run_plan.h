// RunPlan: all that can be decided before a run begins. Which tasks, in which order, from which roots.
//
// Pure: the same graph gives the same plan. 20 bytes a task and 8 an input, besides the graph itself.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "graph/expanded_graph.h"
#include "graph/order.h"

namespace tusk::scheduler {

using graph::Rank;
using graph::TaskId;

struct RunPlan {
  graph::ExpandedGraph tasks;
  std::vector<TaskId> outputs;  // ids in `tasks`, in the caller's order; one may stand there twice
  std::vector<Rank> ranks;      // lower goes first; a topological order that heeds users' priorities
  std::vector<TaskId> roots;    // the tasks without inputs, by rank
  bool has_priorities = false;  // whether a user gave any: then ready tasks must go strictly by rank

  TaskId task_count() const { return tasks.task_count(); }
};

// Plans a run of what `outputs` (ids in `graph`) need. Throws KeyError for a graph with something missing, ValueError
// naming the keys along a cycle.
RunPlan plan_run(std::shared_ptr<const graph::TaskGraph> graph, std::span<const TaskId> outputs, bool fuse);

// All tasks by rank.
std::vector<TaskId> tasks_by_rank(const RunPlan& plan);

// A shortest way from `task` to an output: the tasks that wait for it, nearest first. Without `task` itself.
std::vector<TaskId> waiting_chain(const RunPlan& plan, TaskId task);

}  // namespace tusk::scheduler
