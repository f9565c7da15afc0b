// GraphBuilder: makes a TaskGraph out of tasks that name each other by key, and of whole layers.
//
// A task added twice under one key is one task, if it is the same (same operation, same inputs); that is how several
// collections share work. Inputs may be named before they are added. build() checks: a missing input, a key that stands
// for two different tasks, a cycle. The tasks become one explicit layer, named after their keys and inputs.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include <tusk/graph/explicit_layer.h>
#include <tusk/graph/key_index.h>
#include <tusk/graph/task_graph.h>

namespace tusk::graph {

class GraphBuilder {
 public:
  GraphBuilder() = default;
  GraphBuilder(GraphBuilder&&) = default;
  GraphBuilder& operator=(GraphBuilder&&) = default;

  // Adds a task. Throws ValueError naming the key if a different task has it already. Of a task added twice the first
  // one's annotations count.
  void add(const Key& key, OperationPtr operation, std::span<const Key> inputs,
           std::shared_ptr<const Annotations> annotations = nullptr);
  // Whether a task with that key was added, alone or in a layer.
  bool has(const Key& key) const;
  // Adds a layer whose tasks can then be named as inputs by their keys. One whose name is there already changes
  // nothing.
  void add_layer(LayerPtr layer);
  // Adds a layer `name` whose task i is another name for the one with the key `keys[i]`, which may be added later: so
  // tasks that were made one by one become what other layers take inputs from. One whose name is there already changes
  // nothing.
  void add_aliases(const std::string& name, std::vector<Key> keys);
  // The graph. Throws KeyError naming an input that is not there and the task that wants it, ValueError naming the keys
  // along a cycle, or a key that one task and one of a layer share. The builder is empty afterwards.
  TaskGraph build();

 private:
  using KeyNumber = std::uint32_t;
  struct Task {
    KeyNumber key;
    OperationPtr operation;
    std::shared_ptr<const Annotations> annotations;
    std::size_t inputs_end;  // in inputs_; they begin where those of the task before end
  };

  KeyNumber number_of(const Key& key);
  std::span<const KeyNumber> inputs_of(TaskId task) const;
  bool has_inputs(TaskId task, std::span<const Key> inputs) const;
  [[noreturn]] void fail_duplicate(TaskId task, const Operation& operation, std::span<const Key> inputs) const;
  struct Aliases {
    std::string name;
    std::vector<Key> keys;
  };

  std::string layer_name() const;
  LayerPtr alias_layer(const Aliases& aliases, const std::string& tasks_name) const;
  LayerPtr explicit_layer(std::string name) const;
  TaskId import(ExplicitLayer& layer, const Key& key, const Key& wanted_by) const;
  bool needs_later_tasks() const;

  std::unordered_map<Key, KeyNumber> numbers_;
  std::vector<const Key*> keys_;  // by number; they lie in numbers_
  std::vector<TaskId> task_of_;   // by number; kNoTask for what is only named as an input
  std::vector<Task> tasks_;
  std::vector<KeyNumber> inputs_;
  std::vector<Aliases> aliases_;
  TaskGraph graph_;  // the layers that were added
  KeyIndex index_;   // of their tasks
};

}  // namespace tusk::graph
