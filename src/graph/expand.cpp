#include <fmt/format.h>

#include <tusk/core/error.h>

#include "graph/expanded_graph.h"

namespace tusk::graph {

namespace {

std::vector<Expansion::Dependency> resolved_dependencies(const TaskGraph& graph, const Layer& layer) {
  std::vector<Expansion::Dependency> resolved;
  for (std::string& name : layer.dependencies()) {
    Expansion::Dependency& dependency = resolved.emplace_back();
    const auto place = graph.place_of(name);
    dependency.name = std::move(name);
    dependency.is_missing = !place;
    if (!place) continue;
    dependency.first = graph.first(*place);
    dependency.task_count = graph.layers()[*place]->task_count();
  }
  return resolved;
}

std::uint64_t input_count(const TaskGraph& graph) {
  std::uint64_t count = 0;
  for (const LayerPtr& layer : graph.layers()) count += layer->input_count();
  if (count <= kMostInputs) return count;
  throw ValueError(
      fmt::format("the tasks of one graph may have {} inputs together: these {} tasks have {}; take larger blocks",
                  kMostInputs, graph.task_count(), count));
}

void expand_layer(Expansion& expansion, const TaskGraph& graph, std::size_t place) {
  const Layer& layer = *graph.layers()[place];
  const std::size_t inputs_before = expansion.inputs.size();
  expansion.begin(layer, graph.first(place), resolved_dependencies(graph, layer));
  layer.expand(expansion);
  TUSK_CHECK(expansion.operation_of.size() == graph.first(place + 1),
             "a layer expands to task_count() tasks: " + layer.name());
  TUSK_CHECK(expansion.input_start.size() == expansion.operation_of.size() + 1 &&
                 expansion.input_start.back() == expansion.inputs.size(),
             "a layer ends every task: " + layer.name());
  TUSK_CHECK(expansion.inputs.size() - inputs_before == layer.input_count(),
             "a layer expands to input_count() inputs: " + layer.name());
}

}  // namespace

void Expansion::begin(const Layer& layer, TaskId first, std::vector<Dependency> dependencies) {
  layer_ = &layer;
  first_ = first;
  dependencies_ = std::move(dependencies);
}

std::uint32_t Expansion::add_operation(const Operation* operation) {
  operations.push_back(operation);
  return std::uint32_t(operations.size() - 1);
}

void Expansion::fail_input(TaskId index, std::size_t dependency, TaskId input_index) const {
  const Dependency& wanted = dependencies_[dependency];
  const std::string problem = wanted.is_missing
                                  ? "which is not in the graph; add that layer, or merge the graph that has it"
                                  : fmt::format("which has {} tasks", wanted.task_count);
  throw KeyError(fmt::format("every input of a task is in its graph: {} needs task {} of the layer '{}', {}",
                             layer_->key(index).quoted(), input_index, wanted.name, problem));
}

ExpandedGraph expand(std::shared_ptr<const TaskGraph> graph) {
  Expansion expansion;
  expansion.inputs.reserve(input_count(*graph));
  expansion.operation_of.reserve(graph->task_count());
  expansion.input_start.reserve(std::size_t(graph->task_count()) + 1);
  for (std::size_t place = 0; place < graph->layers().size(); ++place) expand_layer(expansion, *graph, place);

  ExpandedGraph expanded;
  expanded.graph = std::move(graph);
  expanded.operations = std::move(expansion.operations);
  expanded.operation_of = std::move(expansion.operation_of);
  expanded.input_start = std::move(expansion.input_start);
  expanded.inputs = std::move(expansion.inputs);
  return expanded;
}

}  // namespace tusk::graph
