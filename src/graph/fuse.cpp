#include <algorithm>

#include <tusk/core/error.h>

#include "graph/expanded_graph.h"

namespace tusk::graph {

namespace {

class Chains {
 public:
  Chains(const ExpandedGraph& expanded, std::span<const TaskId> outputs)
      : expanded_(expanded), is_output_(expanded.task_count()) {
    for (const TaskId output : outputs) is_output_[output] = 1;
    const auto& layers = expanded.graph->layers();
    has_annotations_ =
        std::any_of(layers.begin(), layers.end(), [](const LayerPtr& layer) { return layer->has_annotations(); });
  }

  bool are_all_single() const {
    for (TaskId id = 0; id < expanded_.task_count(); ++id) {
      if (continues(id)) return false;
    }
    return true;
  }

  // Whether the task is joined to the one before it: its only input.
  bool continues(TaskId id) const {
    const auto inputs = expanded_.inputs_of(id);
    if (inputs.size() != 1) return false;
    const TaskId input = inputs[0];
    return expanded_.consumers_of(input).size() == 1 && !is_output_[input] && input != id &&
           has_same_annotations(input, id);
  }

  // Whether no task is joined to this one.
  bool is_last(TaskId id) const {
    const auto consumers = expanded_.consumers_of(id);
    return consumers.size() != 1 || !continues(consumers[0]);
  }

 private:
  bool has_same_annotations(TaskId a, TaskId b) const {
    if (!has_annotations_) return true;
    const Annotations* first = expanded_.annotations(a);
    const Annotations* second = expanded_.annotations(b);
    return first == second || (first && second && *first == *second);
  }

  const ExpandedGraph& expanded_;
  std::vector<std::uint8_t> is_output_;
  bool has_annotations_;
};

// Appends the chain that ends in `last`, and returns its first task.
TaskId add_chain(ExpandedGraph& fused, const ExpandedGraph& expanded, const Chains& chains, TaskId last) {
  const std::size_t start = fused.chain.size();
  TaskId first = last;
  for (TaskId id = last;; id = expanded.inputs_of(id)[0]) {
    fused.chain.push_back(expanded.source_of(id));
    fused.chain_operation.push_back(expanded.operation_of[id]);
    first = id;
    if (!chains.continues(id)) break;
  }
  std::reverse(fused.chain.begin() + start, fused.chain.end());
  std::reverse(fused.chain_operation.begin() + start, fused.chain_operation.end());
  fused.chain_start.push_back(std::uint32_t(fused.chain.size()));
  return first;
}

void add_task(ExpandedGraph& fused, const ExpandedGraph& expanded, TaskId first, TaskId last) {
  const auto inputs = expanded.inputs_of(first);
  fused.inputs.insert(fused.inputs.end(), inputs.begin(), inputs.end());
  fused.input_start.push_back(std::uint32_t(fused.inputs.size()));
  fused.operation_of.push_back(expanded.operation_of[last]);
  fused.source.push_back(expanded.source_of(last));
}

}  // namespace

ExpandedGraph fuse(ExpandedGraph expanded, std::vector<TaskId>& outputs) {
  TUSK_CHECK(!expanded.is_fused(), "a graph is fused once");
  link_consumers(expanded);
  const Chains chains(expanded, outputs);
  if (chains.are_all_single()) return expanded;

  ExpandedGraph fused;
  fused.graph = expanded.graph;
  fused.input_start = fused.chain_start = {0};
  fused.chain.reserve(expanded.task_count());
  fused.chain_operation.reserve(expanded.task_count());
  TaskArray<TaskId> new_id(expanded.task_count());
  for (TaskId id = 0; id < expanded.task_count(); ++id) {
    if (!chains.is_last(id)) continue;
    new_id[id] = fused.task_count();
    add_task(fused, expanded, add_chain(fused, expanded, chains, id), id);
  }
  if (fused.chain.size() < expanded.task_count()) check_acyclic(expanded);
  TUSK_CHECK(fused.chain.size() == expanded.task_count(), "every task is in one chain");

  fused.operations = std::move(expanded.operations);
  for (TaskId& input : fused.inputs) input = new_id[input];
  for (TaskId& output : outputs) output = new_id[output];
  link_consumers(fused);
  return fused;
}

}  // namespace tusk::graph
