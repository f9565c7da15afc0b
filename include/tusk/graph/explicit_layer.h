// ExplicitLayer: a layer whose tasks are written down one by one.
//
// 8 bytes a task and 4 an input, besides what operations, keys and imports take. Tasks may name inputs that come later
// in the layer; a cycle is found, and its keys named, when the graph is ordered.
#pragma once

#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <tusk/graph/layer.h>

namespace tusk::graph {

class ExplicitLayer final : public Layer {
 public:
  explicit ExplicitLayer(std::string name) : name_(std::move(name)) {}

  // Building; afterwards the layer is shared as const.
  void reserve(std::size_t tasks, std::size_t inputs);
  // The number under which add() knows the operation.
  std::uint32_t add_operation(OperationPtr operation);
  // Adds a task and returns its index. Inputs are indices of this layer's tasks, or what add_import() returned; one may
  // stand there twice. Throws ValueError past 2^31 tasks or inputs.
  TaskId add(std::uint32_t operation, std::span<const TaskId> inputs) {
    if (operation_of_.size() >= kFirstImport || inputs_.size() + inputs.size() > kMostInputs) fail_size();
    for (const TaskId input : inputs) inputs_.push_back(input);
    operation_of_.push_back(operation);
    input_start_.push_back(std::uint32_t(inputs_.size()));
    return TaskId(operation_of_.size() - 1);
  }
  TaskId add(std::uint32_t operation, std::initializer_list<TaskId> inputs) {
    return add(operation, std::span(inputs.begin(), inputs.size()));
  }
  // The number under which add() knows the task at `index` of the layer `layer`. 8 bytes.
  TaskId add_import(const std::string& layer, TaskId index);
  // The user's own key for a task; without one it is (name of the layer, index). About 100 bytes, with those before it.
  void set_key(TaskId index, Key key);
  void set_annotations(TaskId index, std::shared_ptr<const Annotations> annotations);

  const std::string& name() const override { return name_; }
  std::string_view kind() const override { return "explicit"; }
  TaskId task_count() const override { return TaskId(operation_of_.size()); }
  std::uint64_t input_count() const override { return inputs_.size(); }
  std::vector<std::string> dependencies() const override { return import_layers_; }
  Key key(TaskId index) const override;
  std::optional<TaskId> index_of(const Key& key) const override;
  std::span<const Key> own_keys() const override { return keys_; }
  Hash128 work(TaskId index) const override;
  void expand(Expansion& expansion) const override;
  const Annotations* annotations(TaskId index) const override;
  bool has_annotations() const override { return !annotations_.empty(); }
  std::size_t size_bytes() const override;

 private:
  static constexpr TaskId kFirstImport = 0x80000000;
  struct Import {
    std::uint32_t layer;  // in import_layers_
    TaskId index;
  };

  [[noreturn]] void fail_size() const;
  [[noreturn]] void fail_input(TaskId input) const;
  TaskId first_consumer(TaskId input) const;
  std::vector<TaskId> import_ids(const Expansion& expansion) const;
  void check_inputs() const;

  std::string name_;
  std::vector<OperationPtr> operations_;
  TaskArray<std::uint32_t> operation_of_;
  TaskArray<std::uint32_t> input_start_ = {0};
  TaskArray<TaskId> inputs_;
  std::vector<Import> imports_;
  std::vector<std::string> import_layers_;
  std::unordered_map<std::string, std::uint32_t> import_layer_places_;
  std::vector<Key> keys_;                                        // empty, or one a task up to the last that has one
  std::vector<std::shared_ptr<const Annotations>> annotations_;  // likewise
};

}  // namespace tusk::graph
