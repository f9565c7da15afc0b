#include <tusk/graph/explicit_layer.h>

#include <algorithm>

#include <fmt/format.h>

#include <tusk/core/error.h>

namespace tusk::graph {

namespace {

void append_shifted(TaskArray<std::uint32_t>& to, std::span<const std::uint32_t> from, std::uint32_t shift) {
  const std::size_t old_size = to.size();
  to.insert(to.end(), from.begin(), from.end());
  if (shift == 0) return;
  for (std::uint32_t& number : std::span(to).subspan(old_size)) number += shift;
}

}  // namespace

void ExplicitLayer::reserve(std::size_t tasks, std::size_t inputs) {
  operation_of_.reserve(tasks);
  input_start_.reserve(tasks + 1);
  inputs_.reserve(inputs);
}

std::uint32_t ExplicitLayer::add_operation(OperationPtr operation) {
  operations_.push_back(std::move(operation));
  return std::uint32_t(operations_.size() - 1);
}

TaskId ExplicitLayer::add_import(const std::string& layer, TaskId index) {
  const auto [place, is_new] = import_layer_places_.try_emplace(layer, std::uint32_t(import_layers_.size()));
  if (is_new) import_layers_.push_back(layer);
  if (imports_.size() >= kFirstImport) fail_size();
  imports_.push_back({place->second, index});
  return kFirstImport + TaskId(imports_.size() - 1);
}

void ExplicitLayer::set_key(TaskId index, Key key) {
  TUSK_CHECK(index < task_count(), "a key is given to a task that was added");
  if (keys_.size() <= index) keys_.resize(std::size_t(index) + 1);
  keys_[index] = std::move(key);
}

void ExplicitLayer::set_annotations(TaskId index, std::shared_ptr<const Annotations> annotations) {
  TUSK_CHECK(index < task_count(), "annotations are given to a task that was added");
  if (annotations_.size() <= index) annotations_.resize(std::size_t(index) + 1);
  annotations_[index] = std::move(annotations);
}

Key ExplicitLayer::key(TaskId index) const {
  if (index < keys_.size() && !keys_[index].name.empty()) return keys_[index];
  return {name_, {std::int64_t(index)}};
}

std::optional<TaskId> ExplicitLayer::index_of(const Key& key) const {
  if (key.name == name_ && key.block.size() == 1 && key.block[0] >= 0 && key.block[0] < std::int64_t(task_count())) {
    const auto index = TaskId(key.block[0]);
    if (this->key(index) == key) return index;
  }
  const auto found = key.name.empty() ? keys_.end() : std::find(keys_.begin(), keys_.end(), key);
  if (found == keys_.end()) return std::nullopt;
  return TaskId(found - keys_.begin());
}

const Annotations* ExplicitLayer::annotations(TaskId index) const {
  return index < annotations_.size() ? annotations_[index].get() : nullptr;
}

Hash128 ExplicitLayer::work(TaskId index) const {
  HashWriter writer;
  Codec<Hash128>::write(writer, operations_.at(operation_of_[index])->hash());
  for (std::uint32_t place = input_start_[index]; place < input_start_[index + 1]; ++place) {
    const TaskId input = inputs_[place];
    if (input < kFirstImport) {
      writer.write_text(key(input).print());
    } else {
      const Import& import = imports_.at(input - kFirstImport);
      writer.write_text(import_layers_[import.layer]);
      writer.write(import.index);
    }
  }
  return writer.hash();
}

void ExplicitLayer::expand(Expansion& expansion) const {
  check_inputs();
  const auto first_operation = std::uint32_t(expansion.operations.size());
  for (const OperationPtr& operation : operations_) expansion.add_operation(operation.get());
  append_shifted(expansion.operation_of, operation_of_, first_operation);
  append_shifted(expansion.input_start, std::span(input_start_).subspan(1), std::uint32_t(expansion.inputs.size()));
  if (imports_.empty()) return append_shifted(expansion.inputs, inputs_, expansion.first());

  const std::vector<TaskId> ids = import_ids(expansion);
  for (const TaskId input : inputs_) {
    expansion.add_input(input < kFirstImport ? expansion.first() + input : ids[input - kFirstImport]);
  }
}

std::vector<TaskId> ExplicitLayer::import_ids(const Expansion& expansion) const {
  std::vector<TaskId> ids;
  ids.reserve(imports_.size());
  for (const Import& import : imports_) {
    const Expansion::Dependency& dependency = expansion.dependency(import.layer);
    if (import.index >= dependency.task_count) {
      const TaskId consumer = first_consumer(kFirstImport + TaskId(ids.size()));
      if (consumer < task_count()) expansion.fail_input(consumer, import.layer, import.index);
    }
    ids.push_back(dependency.first + import.index);
  }
  return ids;
}

// task_count() if there is none.
TaskId ExplicitLayer::first_consumer(TaskId input) const {
  const auto found = std::find(inputs_.begin(), inputs_.end(), input);
  if (found == inputs_.end()) return task_count();
  const auto place = std::uint32_t(found - inputs_.begin());
  return TaskId(std::upper_bound(input_start_.begin(), input_start_.end(), place) - input_start_.begin() - 1);
}

void ExplicitLayer::check_inputs() const {
  const auto has_operation = [&](std::uint32_t operation) { return operation < operations_.size(); };
  const auto found = std::find_if_not(operation_of_.begin(), operation_of_.end(), has_operation);
  if (found != operation_of_.end()) {
    throw ValueError(
        fmt::format("a task's operation is a number that add_operation() gave: {} has {}, and there are {}",
                    key(TaskId(found - operation_of_.begin())).quoted(), *found, operations_.size()));
  }
  const TaskId task_count = this->task_count();
  const auto import_count = TaskId(imports_.size());
  for (const TaskId input : inputs_) {
    if (input >= task_count && input - kFirstImport >= import_count) fail_input(input);
  }
}

void ExplicitLayer::fail_input(TaskId input) const {
  const std::string task = key(first_consumer(input)).quoted();
  if (input < kFirstImport) {
    throw KeyError(
        fmt::format("every input of a task is in its graph: {} needs task {} of its own layer '{}', which has {} tasks",
                    task, input, name_, task_count()));
  }
  throw KeyError(fmt::format(
      "an input from another layer is a number that add_import() gave: {} needs import {}, and there are {}", task,
      input - kFirstImport, imports_.size()));
}

void ExplicitLayer::fail_size() const {
  throw ValueError(fmt::format(
      "a layer may have {} tasks with {} inputs together, and as many from other layers: '{}' is full; make several "
      "layers, or take larger blocks",
      kFirstImport, kMostInputs, name_));
}

std::size_t ExplicitLayer::size_bytes() const {
  std::size_t size_bytes =
      sizeof(*this) + name_.capacity() + operations_.capacity() * sizeof(OperationPtr) +
      (operation_of_.capacity() + input_start_.capacity() + inputs_.capacity()) * sizeof(std::uint32_t) +
      imports_.capacity() * sizeof(Import) + keys_.capacity() * sizeof(Key) +
      annotations_.capacity() * sizeof(annotations_[0]);
  for (const Key& key : keys_) size_bytes += key.name.capacity() + key.block.capacity() * sizeof(key.block[0]);
  for (const std::string& name : import_layers_) size_bytes += 2 * (name.capacity() + sizeof(name));
  return size_bytes;
}

}  // namespace tusk::graph
