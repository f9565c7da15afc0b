// Static order: decides, before anything runs, which of two ready tasks goes first.
//
// Lower ranks go first, and the order aims at few results waiting in memory:
// - connected components come one after another, first those that leave the least of what they held;
// - a tree is ordered as well as can be (order_forest.h);
// - of any other component several orders are made and measured, and the one that holds the least is kept: the order of
//   its ids, a depth-first one, and walks that finish what can be finished (order_search.h).
//
// A rank only breaks ties: any topological order gives the same answers. Ranks depend on the edges and ids alone, so
// equal graphs get equal orders on every machine. Pure, thread-safe, never recursive. Takes a fixed number of passes
// over tasks and edges, 10 to 60 ns a task in all, with 35 bytes a task of memory meanwhile; where more than one in 50
// results would wait, 100 to 300 ns and 30 bytes more. Small graphs get more passes: some tenths of a millisecond.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <tusk/graph/task_id.h>

namespace tusk::graph {

using Rank = std::uint32_t;

// The edges of a graph in both directions, as compressed sparse rows: task t takes the results of
// inputs[input_start[t]] … inputs[input_start[t + 1] - 1], and the tasks that take its result are
// consumers[consumer_start[t]] … consumers[consumer_start[t + 1] - 1]. Both list the same edges. Owns nothing.
struct Edges {
  std::span<const std::uint32_t> input_start;  // one more than there are tasks; empty stands for no tasks
  std::span<const TaskId> inputs;
  std::span<const std::uint32_t> consumer_start;
  std::span<const TaskId> consumers;

  TaskId task_count() const { return input_start.empty() ? 0 : TaskId(input_start.size() - 1); }
  std::span<const TaskId> inputs_of(TaskId task) const {
    return inputs.subspan(input_start[task], input_start[task + 1] - input_start[task]);
  }
  std::span<const TaskId> consumers_of(TaskId task) const {
    return consumers.subspan(consumer_start[task], consumer_start[task + 1] - consumer_start[task]);
  }
};

// The rank of every task, indexed by TaskId: a permutation of 0 … task_count - 1 and a topological order.
// Throws ValueError with the tasks along a cycle, if there is one; a caller who knows keys asks find_cycle first.
std::vector<Rank> static_order(const Edges& edges);

// The tasks along one cycle from the lowest id, each an input of the next and the last of the first; empty if there is
// no cycle.
std::vector<TaskId> find_cycle(const Edges& edges);

// The most results alive at once when tasks run one at a time in that order and a result is released after its last
// consumer ran. A task's result and its inputs are alive together; results that nobody takes stay.
std::size_t peak_live_results(const Edges& edges, std::span<const Rank> order);

// The same, not counting results that nobody takes, nor a task's own result while it runs.
std::size_t peak_waiting_results(const Edges& edges, std::span<const Rank> order);

}  // namespace tusk::graph
