// Layer: a recipe for many tasks. A million like tasks are a few hundred bytes until a scheduler expands them.
//
// A layer names the layers that it takes inputs from, so it can be merged into any graph that has them. Its name is
// unique in a graph, and equal names mean equal work. Immutable; shared between graphs and threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tusk/core/hash.h>
#include <tusk/graph/annotations.h>
#include <tusk/graph/key.h>
#include <tusk/graph/operation.h>
#include <tusk/graph/task_array.h>
#include <tusk/graph/task_id.h>

namespace tusk::graph {

// The most inputs that the tasks of one graph, or of one layer, may have together.
constexpr std::uint64_t kMostInputs = std::uint64_t(1) << 31;
// The most tasks of one graph.
constexpr std::uint64_t kMostTasks = 0xffffffff;

class Expansion;

class Layer {
 public:
  virtual ~Layer() = default;
  virtual const std::string& name() const = 0;
  // What people call this kind of layer: "explicit", "blockwise".
  virtual std::string_view kind() const = 0;
  virtual TaskId task_count() const = 0;
  // The inputs of all its tasks together.
  virtual std::uint64_t input_count() const = 0;
  // The names of the other layers that tasks of this one take inputs from, each once.
  virtual std::vector<std::string> dependencies() const = 0;
  // Of the task at `index`, which is below task_count().
  virtual Key key(TaskId index) const = 0;
  // The place of the task with that key, if it is one of this layer. May search: for a user's question, not for loops.
  virtual std::optional<TaskId> index_of(const Key& key) const = 0;
  // The keys of the first tasks, where a user gave some of his own; one with an empty name stands for none given.
  virtual std::span<const Key> own_keys() const { return {}; }
  // What the task at `index`, one of those, does: a hash of its operation and of the keys of its inputs.
  virtual Hash128 work(TaskId /*index*/) const { return {}; }
  // Writes exactly task_count() tasks with input_count() inputs. Throws KeyError for an input that is not there.
  virtual void expand(Expansion& expansion) const = 0;
  // The wishes of the task at `index`; nullptr when it has none. `has_annotations` is false if none has.
  virtual const Annotations* annotations(TaskId) const { return nullptr; }
  virtual bool has_annotations() const { return false; }
  // Bytes that the recipe itself takes, operations' parameters not counted.
  virtual std::size_t size_bytes() const = 0;
};

using LayerPtr = std::shared_ptr<const Layer>;

// Where layers write their tasks when a graph is expanded: one layer after the other, each in the order of its indices.
class Expansion {
 public:
  // What a name of Layer::dependencies() stands for in the graph.
  struct Dependency {
    std::string name;
    TaskId first = 0;       // the id of its first task
    TaskId task_count = 0;  // 0 if it is missing
    bool is_missing = false;
  };

  // `layer` is what is expanded next, and its first task gets the id `first`.
  void begin(const Layer& layer, TaskId first, std::vector<Dependency> dependencies);

  // The number under which tasks name `operation`, which the layer keeps alive.
  std::uint32_t add_operation(const Operation* operation);
  TaskId first() const { return first_; }
  // What `Layer::dependencies()[i]` stands for. A layer takes no task from it at task_count or beyond.
  const Dependency& dependency(std::size_t i) const { return dependencies_[i]; }
  TaskId first_of_dependency(std::size_t i) const { return dependencies_[i].first; }

  void add_input(TaskId id) { inputs.push_back(id); }
  // Ends a task: the inputs added since the one before are its inputs.
  void end_task(std::uint32_t operation) {
    operation_of.push_back(operation);
    input_start.push_back(std::uint32_t(inputs.size()));
  }
  // Throws KeyError: the layer's task at `index` needs the one at `input_index` of a dependency, and there is none.
  [[noreturn]] void fail_input(TaskId index, std::size_t dependency, TaskId input_index) const;

  // What has been written so far; a layer may write whole blocks at once.
  std::vector<const Operation*> operations;
  TaskArray<std::uint32_t> operation_of;
  TaskArray<std::uint32_t> input_start = {0};
  TaskArray<TaskId> inputs;

 private:
  const Layer* layer_ = nullptr;
  TaskId first_ = 0;
  std::vector<Dependency> dependencies_;
};

}  // namespace tusk::graph
