#include <tusk/graph/task_graph.h>

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tusk/core/bytes.h>
#include <tusk/core/error.h>
#include <tusk/graph/key_index.h>

#include "graph/count_text.h"

namespace tusk::graph {

namespace {

// Whether it is one that a user chose.
bool is_own(const Key& key) { return !key.name.empty() && !key.is_derived(); }

}  // namespace

void TaskGraph::add(LayerPtr layer) {
  if (const auto place = place_of(layer->name())) {
    const TaskId there = layers_[*place]->task_count();
    if (there == layer->task_count()) return check_own_keys(*layer);
    throw ValueError(fmt::format(
        "layers of one name are the same work: '{}' has {} tasks in the graph and {} in what is added; give one "
        "another name",
        layer->name(), there, layer->task_count()));
  }
  const std::uint64_t count = std::uint64_t(task_count()) + layer->task_count();
  if (count > kMostTasks) {
    throw ValueError(fmt::format(
        "a graph may have {} tasks: with the layer '{}' it would have {}; take larger blocks, or compute it in "
        "parts",
        kMostTasks, layer->name(), count));
  }
  check_own_keys(*layer);
  const auto keys = layer->own_keys();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (is_own(keys[i])) own_keys_.try_emplace(keys[i], task_count() + TaskId(i));
  }
  places_.emplace(layer->name(), layers_.size());
  layers_.push_back(std::move(layer));
  firsts_.push_back(TaskId(count));
}

void TaskGraph::check_own_keys(const Layer& layer) const {
  if (own_keys_.empty() || (has_layer(layer.name()) && layers_[*place_of(layer.name())].get() == &layer)) return;
  const auto keys = layer.own_keys();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto other = is_own(keys[i]) ? own_keys_.find(keys[i]) : own_keys_.end();
    if (other == own_keys_.end()) continue;
    const std::size_t place = layer_of(other->second);
    if (layers_[place]->work(other->second - firsts_[place]) == layer.work(TaskId(i))) continue;
    throw ValueError(
        fmt::format("the key {} stands for two different tasks; give one of them another key", keys[i].quoted()));
  }
}

void TaskGraph::merge(const TaskGraph& other) {
  if (this == &other) return;
  for (const LayerPtr& layer : other.layers_) add(layer);
}

std::size_t TaskGraph::layer_of(TaskId id) const {
  if (id >= task_count()) throw KeyError(fmt::format("there is no task {} in this graph: it has {}", id, task_count()));
  return std::size_t(std::upper_bound(firsts_.begin(), firsts_.end(), id) - firsts_.begin()) - 1;
}

TaskId TaskGraph::id(const std::string& layer, TaskId index) const {
  const auto place = place_of(layer);
  if (!place) throw KeyError(fmt::format("there is no layer '{}' in this graph of {} layers", layer, layers_.size()));
  const TaskId count = layers_[*place]->task_count();
  if (index >= count)
    throw KeyError(fmt::format("there is no task {} in the layer '{}': it has {}", index, layer, count));
  return firsts_[*place] + index;
}

std::optional<std::size_t> TaskGraph::place_of(const std::string& name) const {
  const auto place = places_.find(name);
  if (place == places_.end()) return std::nullopt;
  return place->second;
}

Key TaskGraph::key(TaskId id) const {
  const std::size_t layer = layer_of(id);
  return layers_[layer]->key(id - firsts_[layer]);
}

std::optional<TaskId> TaskGraph::find(const Key& key) const {
  for (std::size_t place = 0; place < layers_.size(); ++place) {
    if (const auto index = layers_[place]->index_of(key)) return firsts_[place] + *index;
  }
  return std::nullopt;
}

std::vector<TaskId> TaskGraph::ids(std::span<const Key> keys) const {
  KeyIndex index;
  for (const LayerPtr& layer : layers_) index.add(layer);
  std::vector<TaskId> ids;
  ids.reserve(keys.size());
  for (const Key& key : keys) {
    const auto place = index.find(key);
    if (!place)
      throw KeyError(fmt::format("there is no task {} in this graph of {} tasks", key.quoted(), task_count()));
    ids.push_back(firsts_[place->layer] + place->index);
  }
  return ids;
}

std::size_t TaskGraph::size_bytes() const {
  std::size_t size_bytes = sizeof(*this) + layers_.capacity() * sizeof(LayerPtr) + firsts_.capacity() * sizeof(TaskId) +
                           places_.bucket_count() * sizeof(void*);
  for (const LayerPtr& layer : layers_) size_bytes += layer->size_bytes();
  for (const auto& [name, place] : places_)
    size_bytes += sizeof(name) + name.capacity() + sizeof(place) + 2 * sizeof(void*);
  for (const auto& [key, id] : own_keys_)
    size_bytes += sizeof(key) + key.name.capacity() + key.block.capacity() * sizeof(key.block[0]) + sizeof(id) +
                  2 * sizeof(void*);
  return size_bytes;
}

std::string TaskGraph::print() const {
  constexpr std::size_t kMostShown = 30;
  std::string text = fmt::format("TaskGraph: {}, {}, {}", counted(layers_.size(), "layer"),
                                 counted(task_count(), "task"), format_bytes(size_bytes()));
  const auto shown = std::span(layers_).first(std::min(layers_.size(), kMostShown));
  std::size_t name_width = 0;
  for (const LayerPtr& layer : shown) name_width = std::max(name_width, layer->name().size());
  for (const LayerPtr& layer : shown) {
    text += fmt::format("\n  {:<{}}  {:<9}  {:>15}", layer->name(), name_width, layer->kind(),
                        counted(layer->task_count(), "task"));
    const auto needed = layer->dependencies();
    if (!needed.empty())
      text +=
          fmt::format("  needs {}", fmt::join(std::span(needed).first(std::min<std::size_t>(needed.size(), 4)), ", "));
    if (needed.size() > 4) text += fmt::format(" and {} more", needed.size() - 4);
  }
  if (layers_.size() > shown.size())
    text += fmt::format("\n  and {} more", counted(layers_.size() - shown.size(), "layer"));
  return text;
}

}  // namespace tusk::graph
