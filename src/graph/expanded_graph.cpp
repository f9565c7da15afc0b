#include "graph/expanded_graph.h"

namespace tusk::graph {

const Annotations* ExpandedGraph::annotations(TaskId id) const {
  const TaskId task = source_of(id);
  const std::size_t layer = graph->layer_of(task);
  return graph->layers()[layer]->annotations(task - graph->first(layer));
}

std::vector<TaskId> ExpandedGraph::sources_of(TaskId id) const {
  if (!is_fused()) return {source_of(id)};
  return {chain.begin() + chain_start[id], chain.begin() + chain_start[id + 1]};
}

std::vector<std::uint32_t> ExpandedGraph::operations_of(TaskId id) const {
  if (!is_fused()) return {operation_of[id]};
  return {chain_operation.begin() + chain_start[id], chain_operation.begin() + chain_start[id + 1]};
}

std::size_t ExpandedGraph::size_bytes() const {
  std::size_t size_bytes = sizeof(*this) + operations.capacity() * sizeof(operations[0]);
  for (const auto* numbers : {&operation_of, &input_start, &inputs, &consumer_start, &consumers, &source, &chain_start,
                              &chain, &chain_operation}) {
    size_bytes += numbers->capacity() * sizeof(std::uint32_t);
  }
  return size_bytes;
}

// Counts into consumer_start[t] how many take t's result, sums up to where t's consumers end, and puts them there from
// the last to the first, which leaves consumer_start[t] where they begin.
void link_consumers(ExpandedGraph& expanded) {
  if (!expanded.consumer_start.empty()) return;
  const TaskId task_count = expanded.task_count();
  TaskArray<std::uint32_t>& start = expanded.consumer_start;
  start.resize(std::size_t(task_count) + 1);
  for (const TaskId input : expanded.inputs) ++start[input];
  std::uint32_t end = 0;
  for (std::uint32_t& count : start) count = end += count;

  expanded.consumers.resize(expanded.inputs.size());
  for (TaskId task = task_count; task-- > 0;) {
    for (std::uint32_t i = expanded.input_start[task + 1]; i-- > expanded.input_start[task];) {
      expanded.consumers[--start[expanded.inputs[i]]] = task;
    }
  }
}

}  // namespace tusk::graph
