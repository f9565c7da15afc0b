#include "graph/numbered_keys.h"

namespace tusk::graph {

std::optional<TaskId> numbered_index(const Key& key, std::string_view name, TaskId count) {
  if (key.name != name || key.block.size() != 1) return std::nullopt;
  if (key.block[0] < 0 || key.block[0] >= std::int64_t(count)) return std::nullopt;
  return TaskId(key.block[0]);
}

}  // namespace tusk::graph
