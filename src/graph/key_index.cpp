#include <tusk/graph/key_index.h>

namespace tusk::graph {

void KeyIndex::add(LayerPtr layer) {
  const std::size_t place = layers_.size();
  const auto keys = layer->own_keys();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!keys[i].name.empty()) own_keys_.try_emplace(&keys[i], Place{place, TaskId(i)});
  }
  layer_places_.try_emplace(layer->name(), place);
  layers_.push_back(std::move(layer));
}

std::optional<KeyIndex::Place> KeyIndex::find(const Key& key) const {
  if (const auto own = own_keys_.find(&key); own != own_keys_.end()) return own->second;
  const auto place = layer_places_.find(key.name);
  if (place == layer_places_.end()) return std::nullopt;
  const auto index = layers_[place->second]->index_of(key);
  if (!index) return std::nullopt;
  return Place{place->second, *index};
}

}  // namespace tusk::graph
