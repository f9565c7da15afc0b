#include "delayed/in_order.h"

#include <unordered_set>

namespace tusk::lazy {

namespace {

struct Visit {
  const Node* node;
  std::size_t next_input;
};

}  // namespace

std::vector<const Node*> in_order(std::span<const Node* const> roots, const std::function<bool(const Node&)>& enters) {
  std::vector<const Node*> ordered;
  std::unordered_set<const Node*> seen;
  std::vector<Visit> path;
  const auto enter = [&](const Node* node) {
    if (seen.insert(node).second && enters(*node)) path.push_back({node, 0});
  };
  for (const Node* root : roots) {
    enter(root);
    while (!path.empty()) {
      Visit& visit = path.back();
      if (visit.next_input < visit.node->inputs().size()) {
        enter(visit.node->inputs()[visit.next_input++].get());
      } else {
        ordered.push_back(visit.node);
        path.pop_back();
      }
    }
  }
  return ordered;
}

std::vector<const Node*> pointers(std::span<const NodePtr> nodes) {
  std::vector<const Node*> pointers;
  pointers.reserve(nodes.size());
  for (const NodePtr& node : nodes) pointers.push_back(node.get());
  return pointers;
}

const Node* SameTasks::first(const Node* node) {
  const auto [begin, end] = firsts_.equal_range(node->identity());
  for (auto place = begin; place != end; ++place) {
    if (place->second->key() == node->key()) return place->second;
  }
  firsts_.emplace(node->identity(), node);
  return node;
}

}  // namespace tusk::lazy
