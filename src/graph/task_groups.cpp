#include "graph/task_groups.h"

#include <map>

#include <fmt/format.h>

namespace tusk::graph {

namespace {

using Kind = std::uint32_t;

// Numbers the kinds of unfused tasks: a layer, or a prefix of own keys.
class TaskKinds {
 public:
  TaskKinds(const TaskGraph& graph, bool by_layer)
      : graph_(graph), by_layer_(by_layer), layer_kinds_(graph.layers().size(), kNone) {}

  Kind of(TaskId id) {
    const std::size_t place = graph_.layer_of(id);
    const Layer& layer = *graph_.layers()[place];
    const TaskId index = id - graph_.first(place);
    if (!by_layer_ && index < layer.own_keys().size() && !layer.own_keys()[index].name.empty()) {
      const std::string prefix(layer.own_keys()[index].prefix());
      const auto [found, is_new] = prefix_kinds_.try_emplace(prefix, Kind(labels_.size()));
      if (is_new) labels_.push_back(prefix);
      return found->second;
    }
    if (layer_kinds_[place] == kNone) {
      layer_kinds_[place] = Kind(labels_.size());
      labels_.emplace_back(Key{layer.name()}.prefix());
    }
    return layer_kinds_[place];
  }

  const std::string& label(Kind kind) const { return labels_[kind]; }

 private:
  static constexpr Kind kNone = ~Kind(0);

  const TaskGraph& graph_;
  bool by_layer_;
  std::vector<Kind> layer_kinds_;
  std::map<std::string, Kind> prefix_kinds_;
  std::vector<std::string> labels_;
};

// "inc, double", and "inc x 3" for one that comes several times in a row.
std::string chain_label(const TaskKinds& kinds, const std::vector<Kind>& chain) {
  std::string text;
  for (std::size_t i = 0; i < chain.size();) {
    std::size_t end = i;
    while (end < chain.size() && kinds.label(chain[end]) == kinds.label(chain[i])) ++end;
    if (i > 0) text += ", ";
    text += kinds.label(chain[i]);
    if (end - i > 1) text += fmt::format(" × {}", end - i);
    i = end;
  }
  return text;
}

}  // namespace

TaskGroups task_groups(const ExpandedGraph& expanded, bool by_layer) {
  TaskKinds kinds(*expanded.graph, by_layer);
  TaskGroups groups;
  groups.group_of.reserve(expanded.task_count());
  std::map<std::vector<Kind>, std::uint32_t> numbers;
  std::vector<Kind> chain;
  for (TaskId id = 0; id < expanded.task_count(); ++id) {
    chain.clear();
    for (const TaskId task : expanded.sources_of(id)) chain.push_back(kinds.of(task));
    const auto [found, is_new] = numbers.try_emplace(chain, std::uint32_t(groups.labels.size()));
    if (is_new) {
      groups.labels.push_back(chain_label(kinds, chain));
      groups.task_counts.push_back(0);
    }
    groups.group_of.push_back(found->second);
    ++groups.task_counts[found->second];
  }
  return groups;
}

}  // namespace tusk::graph
