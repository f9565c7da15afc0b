// TaskGraph: a list of layers. What a scheduler is given.
//
// Ids are dense: the tasks of the first layer, then those of the second … Adding a layer whose name is there already
// changes nothing, since equal names mean equal work; that is how shared work is done once.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include <tusk/graph/layer.h>

namespace tusk::graph {

class TaskGraph {
 public:
  // Adds a layer unless one of its name is there. Throws ValueError past 2^32 - 1 tasks, if the one that is there has
  // another number of tasks, or naming a key that a user gave to another task here and to one of the layer.
  void add(LayerPtr layer);
  // Adds all layers of another graph.
  void merge(const TaskGraph& other);

  const std::vector<LayerPtr>& layers() const { return layers_; }
  TaskId task_count() const { return firsts_.back(); }
  // The id of the first task of a layer, by its place in layers().
  TaskId first(std::size_t layer) const { return firsts_[layer]; }
  // The place in layers() of the layer that has the task. Logarithmic. Throws KeyError past the last task.
  std::size_t layer_of(TaskId id) const;
  // Throws KeyError if there is no such layer, or it has no such task.
  TaskId id(const std::string& layer, TaskId index = 0) const;
  bool has_layer(const std::string& name) const { return places_.contains(name); }
  // The place in layers() of the layer of that name.
  std::optional<std::size_t> place_of(const std::string& name) const;
  Key key(TaskId id) const;
  // Searches all keys: for a user's question, not for inner loops.
  std::optional<TaskId> find(const Key& key) const;
  // The ids of many keys at once, in constant time each, besides one walk over the keys that users gave. Throws
  // KeyError naming one that is not there.
  std::vector<TaskId> ids(std::span<const Key> keys) const;
  // Bytes of the recipes, operations' parameters not counted.
  std::size_t size_bytes() const;
  // A line about all, and one for each of the first few layers: its name, kind, number of tasks, and what it needs.
  std::string print() const;

 private:
  void check_own_keys(const Layer& layer) const;

  std::vector<LayerPtr> layers_;
  std::vector<TaskId> firsts_ = {0};
  std::unordered_map<std::string, std::size_t> places_;
  std::unordered_map<Key, TaskId> own_keys_;  // those that users chose
};

}  // namespace tusk::graph
