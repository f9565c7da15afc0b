// KeyIndex: finds tasks of several layers by their keys, each in constant time. Does not grow with blockwise layers.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include <tusk/graph/layer.h>

namespace tusk::graph {

class KeyIndex {
 public:
  struct Place {
    std::size_t layer;  // how many layers were added before it
    TaskId index;
  };

  // Costs time and memory for each key that a user gave, nothing for derived ones.
  void add(LayerPtr layer);
  // Where layers share a key, the one added first has it.
  std::optional<Place> find(const Key& key) const;
  const Layer& layer(const Place& place) const { return *layers_[place.layer]; }

 private:
  struct HashPointed {
    std::size_t operator()(const Key* key) const noexcept { return std::hash<Key>()(*key); }
  };
  struct EqualPointed {
    bool operator()(const Key* a, const Key* b) const noexcept { return *a == *b; }
  };

  std::vector<LayerPtr> layers_;
  std::unordered_map<std::string, std::size_t> layer_places_;
  std::unordered_map<const Key*, Place, HashPointed, EqualPointed> own_keys_;  // they lie in the layers
};

}  // namespace tusk::graph
