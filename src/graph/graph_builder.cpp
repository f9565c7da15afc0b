#include <tusk/graph/graph_builder.h>

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tusk/core/error.h>
#include <tusk/graph/literal.h>

#include "graph/expanded_graph.h"

namespace tusk::graph {

namespace {

constexpr TaskId kNoTask = ~TaskId(0);

std::string call_text(const Operation& operation, const std::vector<std::string>& inputs) {
  return inputs.empty() ? operation.print() + " of nothing"
                        : fmt::format("{} of {}", operation.print(), fmt::join(inputs, ", "));
}

bool is_same(const Operation& a, const Operation& b) { return &a == &b || a.hash() == b.hash(); }

}  // namespace

void GraphBuilder::add(const Key& key, OperationPtr operation, std::span<const Key> inputs,
                       std::shared_ptr<const Annotations> annotations) {
  const KeyNumber number = number_of(key);
  if (const TaskId there = task_of_[number]; there != kNoTask) {
    if (!is_same(*tasks_[there].operation, *operation) || !has_inputs(there, inputs))
      fail_duplicate(there, *operation, inputs);
    return;
  }
  for (const Key& input : inputs) inputs_.push_back(number_of(input));
  task_of_[number] = TaskId(tasks_.size());
  tasks_.push_back({number, std::move(operation), std::move(annotations), inputs_.size()});
}

bool GraphBuilder::has(const Key& key) const {
  const auto number = numbers_.find(key);
  return (number != numbers_.end() && task_of_[number->second] != kNoTask) || index_.find(key).has_value();
}

void GraphBuilder::add_layer(LayerPtr layer) {
  if (!graph_.has_layer(layer->name())) index_.add(layer);
  graph_.add(std::move(layer));
}

void GraphBuilder::add_aliases(const std::string& name, std::vector<Key> keys) {
  const bool is_there = std::ranges::find(aliases_, name, &Aliases::name) != aliases_.end();
  if (!is_there && !graph_.has_layer(name)) aliases_.push_back({name, std::move(keys)});
}

TaskGraph GraphBuilder::build() {
  const bool may_have_cycle = needs_later_tasks();
  std::string tasks_name = tasks_.empty() ? "" : layer_name();
  for (const Aliases& aliases : aliases_) add_layer(alias_layer(aliases, tasks_name));
  if (!tasks_.empty()) graph_.add(explicit_layer(std::move(tasks_name)));
  TaskGraph graph = std::move(graph_);
  *this = GraphBuilder();
  if (may_have_cycle) {
    ExpandedGraph expanded = expand(std::make_shared<TaskGraph>(graph));
    link_consumers(expanded);
    check_acyclic(expanded);
  }
  return graph;
}

GraphBuilder::KeyNumber GraphBuilder::number_of(const Key& key) {
  const auto [place, is_new] = numbers_.try_emplace(key, KeyNumber(keys_.size()));
  if (is_new) {
    keys_.push_back(&place->first);
    task_of_.push_back(kNoTask);
  }
  return place->second;
}

std::span<const GraphBuilder::KeyNumber> GraphBuilder::inputs_of(TaskId task) const {
  const std::size_t start = task == 0 ? 0 : tasks_[task - 1].inputs_end;
  return std::span(inputs_).subspan(start, tasks_[task].inputs_end - start);
}

bool GraphBuilder::has_inputs(TaskId task, std::span<const Key> inputs) const {
  const auto is_key = [&](KeyNumber number, const Key& key) { return *keys_[number] == key; };
  const auto numbers = inputs_of(task);
  return std::equal(numbers.begin(), numbers.end(), inputs.begin(), inputs.end(), is_key);
}

void GraphBuilder::fail_duplicate(TaskId task, const Operation& operation, std::span<const Key> inputs) const {
  std::string first = tasks_[task].operation->print();
  std::string second = operation.print();
  if (first == second) {
    std::vector<std::string> first_inputs, second_inputs;
    for (const KeyNumber number : inputs_of(task)) first_inputs.push_back(keys_[number]->quoted());
    for (const Key& input : inputs) second_inputs.push_back(input.quoted());
    first = call_text(*tasks_[task].operation, first_inputs);
    second = call_text(operation, second_inputs);
  }
  throw ValueError(fmt::format("the key {} stands for two different tasks: {} and {}",
                               keys_[tasks_[task].key]->quoted(), first, second));
}

// Derived keys stand for what their tasks do, so parameters need no hashing; of keys that users chose TaskGraph::add
// looks whether they do.
std::string GraphBuilder::layer_name() const {
  HashWriter writer;
  for (const Key* key : keys_) {
    writer.write_text(key->name);
    writer.write_size(key->block.size());
    writer.write_bytes(key->block.data(), key->block.size() * sizeof(key->block[0]));
  }
  for (const Task& task : tasks_) {
    writer.write(task.key);
    writer.write_text(task.operation->name());
    writer.write_size(task.inputs_end);
  }
  writer.write_bytes(inputs_.data(), inputs_.size() * sizeof(inputs_[0]));
  return key_name("tasks", writer.hash());
}

LayerPtr GraphBuilder::alias_layer(const Aliases& aliases, const std::string& tasks_name) const {
  auto layer = std::make_shared<ExplicitLayer>(aliases.name);
  const std::uint32_t same = layer->add_operation(alias());
  for (std::size_t i = 0; i < aliases.keys.size(); ++i) {
    const Key& key = aliases.keys[i];
    const auto number = numbers_.find(key);
    const TaskId task = number == numbers_.end() ? kNoTask : task_of_[number->second];
    layer->add(same, {task == kNoTask ? import(*layer, key, {aliases.name, {std::int64_t(i)}})
                                      : layer->add_import(tasks_name, task)});
  }
  return layer;
}

LayerPtr GraphBuilder::explicit_layer(std::string name) const {
  auto layer = std::make_shared<ExplicitLayer>(std::move(name));
  layer->reserve(tasks_.size(), inputs_.size());
  std::vector<TaskId> input_of = task_of_;
  std::unordered_map<const Operation*, std::uint32_t> operations;
  std::vector<TaskId> inputs;
  for (TaskId task = 0; task < tasks_.size(); ++task) {
    const OperationPtr& operation = tasks_[task].operation;
    const Key& key = *keys_[tasks_[task].key];
    if (const auto place = index_.find(key)) {
      throw ValueError(fmt::format("the key {} stands for two different tasks: {} and one of the layer '{}'",
                                   key.quoted(), operation->print(), index_.layer(*place).name()));
    }
    inputs.clear();
    for (const KeyNumber number : inputs_of(task)) {
      if (input_of[number] == kNoTask) input_of[number] = import(*layer, *keys_[number], key);
      inputs.push_back(input_of[number]);
    }
    const auto [number, is_new] = operations.try_emplace(operation.get(), std::uint32_t(operations.size()));
    if (is_new) layer->add_operation(operation);
    layer->add(number->second, inputs);
    layer->set_key(task, key);
    if (tasks_[task].annotations) layer->set_annotations(task, tasks_[task].annotations);
  }
  return layer;
}

TaskId GraphBuilder::import(ExplicitLayer& layer, const Key& key, const Key& wanted_by) const {
  const auto place = index_.find(key);
  if (place) return layer.add_import(index_.layer(*place).name(), place->index);
  throw KeyError(fmt::format("every input of a task is in its graph: {} needs {}, which was not added",
                             wanted_by.quoted(), key.quoted()));
}

bool GraphBuilder::needs_later_tasks() const {
  for (TaskId task = 0; task < tasks_.size(); ++task) {
    for (const KeyNumber number : inputs_of(task)) {
      if (task_of_[number] != kNoTask && task_of_[number] >= task) return true;
    }
  }
  return false;
}

}  // namespace tusk::graph
