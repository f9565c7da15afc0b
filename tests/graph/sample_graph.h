// What the tests of graphs share: operations without work, and graphs written in a line.
#pragma once

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include <tusk/graph/explicit_layer.h>
#include <tusk/graph/task_graph.h>

namespace tusk::graph {

struct Step {
  static constexpr std::string_view kName = "step";
  std::string label = {};
  static constexpr auto fields() { return std::tuple{field("label", &Step::label)}; }
  Value run(const Inputs&, TaskContext&) const { return Value(); }
};

// A layer of tasks that have the inputs given, each with its own operation.
inline std::shared_ptr<ExplicitLayer> layer_of(const std::string& name,
                                               const std::vector<std::vector<TaskId>>& inputs) {
  auto layer = std::make_shared<ExplicitLayer>(name);
  for (std::size_t i = 0; i < inputs.size(); ++i)
    layer->add(layer->add_operation(operation(Step{name + std::to_string(i)})), inputs[i]);
  return layer;
}

// Gives the first tasks their own keys.
inline std::shared_ptr<ExplicitLayer> with_keys(std::shared_ptr<ExplicitLayer> layer,
                                                const std::vector<std::string>& names) {
  for (TaskId i = 0; i < names.size(); ++i) layer->set_key(i, Key{names[i]});
  return layer;
}

inline std::shared_ptr<const TaskGraph> graph_of(const std::vector<LayerPtr>& layers) {
  auto graph = std::make_shared<TaskGraph>();
  for (const LayerPtr& layer : layers) graph->add(layer);
  return graph;
}

inline std::shared_ptr<const TaskGraph> graph_of_tasks(const std::vector<std::vector<TaskId>>& inputs) {
  return graph_of(std::vector<LayerPtr>{layer_of("t", inputs)});
}

// A graph without cycles whose tasks lie in any order; few inputs a task, so it has chains too.
inline std::shared_ptr<const TaskGraph> random_graph(std::uint32_t seed, TaskId task_count = 60) {
  std::mt19937 random(seed);
  std::vector<TaskId> place(task_count);
  for (TaskId i = 0; i < task_count; ++i) place[i] = i;
  if (seed % 2 == 1) std::shuffle(place.begin(), place.end(), random);
  std::vector<std::vector<TaskId>> inputs(task_count);
  for (TaskId i = 1; i < task_count; ++i) {
    for (std::uint32_t count = random() % 3; count > 0; --count) inputs[place[i]].push_back(place[random() % i]);
  }
  return graph_of_tasks(inputs);
}

}  // namespace tusk::graph
