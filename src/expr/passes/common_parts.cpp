#include "expr/passes/common_parts.h"

#include <unordered_map>
#include <utility>

#include "expr/held.h"

namespace tusk::expr {

std::vector<NodePtr> common_parts(Inputs roots) {
  std::unordered_map<Hash128, NodePtr> kept;
  for (const NodePtr& node : topological(roots)) {
    if (node->as<Held>()) kept.try_emplace(node->hash(), node);
  }
  return rebuilt(roots, [&](const NodePtr& node, std::vector<NodePtr> inputs) {
    NodePtr& one = kept[node->hash()];
    if (!one) one = with_inputs(node, std::move(inputs));
    return one;
  });
}

}  // namespace tusk::expr
