#include <ostream>

#include <tusk/delayed/delayed.h>

#include "graph/expanded_graph.h"

namespace tusk::lazy {

namespace {

std::vector<const Collection*> borrowed(const std::vector<CollectionPtr>& collections) {
  std::vector<const Collection*> pointers;
  pointers.reserve(collections.size());
  for (const CollectionPtr& collection : collections) pointers.push_back(collection.get());
  return pointers;
}

LoweredCollections lowered(const Node& node) {
  const Collection* const collection = &node;
  return tusk::lower({&collection, 1});
}

// The operation with the keys of its inputs in their places: "add('inc-9f3a…', 10)".
std::string task_text(const graph::ExpandedGraph& expanded, graph::TaskId task) {
  std::vector<Value> keys;
  for (const graph::TaskId input : expanded.inputs_of(task)) keys.push_back(Value::of(expanded.key(input).print()));
  return expanded.operation(task).print_with(Inputs(keys.data(), nullptr, keys.size()));
}

}  // namespace

std::vector<Value> compute(const std::vector<CollectionPtr>& collections, const RunOptions& options) {
  return tusk::compute(borrowed(collections), options);
}

std::vector<CollectionPtr> persist(const std::vector<CollectionPtr>& collections, const RunOptions& options) {
  auto held = tusk::persist(borrowed(collections), options);
  return {held.begin(), held.end()};
}

std::string visualize(const std::vector<CollectionPtr>& collections, const std::string& path,
                      const DrawOptions& options) {
  const LoweredCollections lowered = tusk::lower(borrowed(collections));
  std::vector<graph::TaskId> outputs;
  for (const auto& own : lowered.outputs) outputs.insert(outputs.end(), own.begin(), own.end());
  return graph::draw(*lowered.graph, outputs, path, options);
}

std::map<std::string, std::string> describe(const Node& node) {
  const graph::ExpandedGraph expanded = graph::expand(lowered(node).graph);
  std::map<std::string, std::string> tasks;
  for (graph::TaskId task = 0; task < expanded.task_count(); ++task)
    tasks.emplace(expanded.key(task).print(), task_text(expanded, task));
  return tasks;
}

std::shared_ptr<const graph::TaskGraph> graph_of(const Node& node) { return lowered(node).graph; }

void print(std::ostream& stream, const std::string& text) { stream << text; }

}  // namespace tusk::lazy
