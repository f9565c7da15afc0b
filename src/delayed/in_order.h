// Nodes in an order in which inputs come before what takes them.
#pragma once

#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

#include <tusk/delayed/node.h>

namespace tusk::lazy {

// The roots and all that they need for which `enters` holds; what it refuses is left out, with what only that needs.
// Each node once; of one node's inputs the first comes first. Pointers are valid as long as the roots.
std::vector<const Node*> in_order(std::span<const Node* const> roots, const std::function<bool(const Node&)>& enters);

std::vector<const Node*> pointers(std::span<const NodePtr> nodes);

// Nodes that stand for one task: same work, same key. They may be several objects, since equal pure calls make equal
// nodes.
class SameTasks {
 public:
  // The first one that was asked for of those that stand for the same task.
  const Node* first(const Node* node);

 private:
  std::unordered_multimap<Hash128, const Node*> firsts_;
};

}  // namespace tusk::lazy
