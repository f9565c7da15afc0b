// ExpandedGraph: a task graph as a scheduler runs it: every task with its operation, inputs and consumers, as flat
// arrays.
//
// 12 bytes a task, 8 an input. Tasks are numbered anew when some were culled or fused; `source` then tells which tasks
// of the TaskGraph they stand for. A fused task runs a chain of tasks: its inputs go to the first, each result is the
// only input of the next, the last one's result is its own, as is the last one's key.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include <tusk/graph/task_graph.h>

#include "graph/order.h"

namespace tusk::graph {

struct ExpandedGraph {
  std::shared_ptr<const TaskGraph> graph;
  std::vector<const Operation*> operations;
  TaskArray<std::uint32_t> operation_of;  // a task's operation; of a fused task the last in its chain
  TaskArray<std::uint32_t> input_start;
  TaskArray<TaskId> inputs;
  TaskArray<std::uint32_t> consumer_start;   // empty: not linked yet
  TaskArray<TaskId> consumers;               // of each task in ascending order; twice if it takes the result twice
  TaskArray<TaskId> source;                  // the task in `graph`, ascending; empty: the same number
  TaskArray<std::uint32_t> chain_start;      // empty: nothing is fused
  TaskArray<TaskId> chain;                   // tasks in `graph`, first to last; a chain of one for a task alone
  TaskArray<std::uint32_t> chain_operation;  // beside `chain`

  TaskId task_count() const { return TaskId(operation_of.size()); }
  bool is_fused() const { return !chain_start.empty(); }
  std::span<const TaskId> inputs_of(TaskId id) const {
    return {inputs.data() + input_start[id], inputs.data() + input_start[id + 1]};
  }
  std::span<const TaskId> consumers_of(TaskId id) const {
    return {consumers.data() + consumer_start[id], consumers.data() + consumer_start[id + 1]};
  }
  Edges edges() const { return {input_start, inputs, consumer_start, consumers}; }
  TaskId source_of(TaskId id) const { return source.empty() ? id : source[id]; }
  // The tasks in `graph` that the task runs, first to last, and the numbers of their operations.
  std::vector<TaskId> sources_of(TaskId id) const;
  std::vector<std::uint32_t> operations_of(TaskId id) const;
  Key key(TaskId id) const { return graph->key(source_of(id)); }
  const Operation& operation(TaskId id) const { return *operations[operation_of[id]]; }
  // nullptr when the task has none.
  const Annotations* annotations(TaskId id) const;
  std::size_t size_bytes() const;
};

// All tasks of the graph, numbered as in it, not linked. Throws KeyError naming a layer that is missing, or an input
// past a layer's end, and a task that wants it; ValueError past kMostInputs.
ExpandedGraph expand(std::shared_ptr<const TaskGraph> graph);

// Only what `outputs` need, in the same order, linked; `outputs` (ids in graph) are replaced by their new ids. In
// place: costs one walk where everything is needed. Throws KeyError for an output that is not there.
ExpandedGraph cull(ExpandedGraph expanded, std::vector<TaskId>& outputs);

// Joins linear chains (a task whose only input is taken by it alone) into one task each, in the order of their last
// tasks, linked. Never joins across an output, or tasks whose annotations differ. `outputs` (ids in expanded) are
// replaced by their new ids. Throws ValueError naming the keys of a cycle that it comes upon.
ExpandedGraph fuse(ExpandedGraph expanded, std::vector<TaskId>& outputs);

// Fills consumer_start and consumers from the inputs, unless that was done.
void link_consumers(ExpandedGraph& expanded);

// Throws ValueError naming the keys along a cycle, if there is one. Needs a linked graph. Quick where every task comes
// after its inputs.
void check_acyclic(const ExpandedGraph& expanded);

}  // namespace tusk::graph
