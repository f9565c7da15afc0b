#include <unordered_map>

#include <tusk/delayed/node.h>

#include "delayed/in_order.h"
#include "delayed/nested_operation.h"

namespace tusk::lazy {

namespace {

// The end of a chain while it grows: its operations so far, and the node that has the inputs of the first.
struct Steps {
  std::vector<OperationPtr> operations;
  const Node* first;
};

bool have_equal_wishes(const Node& a, const Node& b) {
  const auto wishes = [](const Node& node) {
    return node.parts().annotations ? *node.parts().annotations : Annotations();
  };
  return a.parts().annotations == b.parts().annotations || wishes(a) == wishes(b);
}

class Fusion {
 public:
  explicit Fusion(const std::vector<NodePtr>& outputs)
      : order_(in_order(pointers(outputs), [](const Node&) { return true; })) {
    for (const Node* node : order_) {
      if (same_.first(node) != node) continue;
      for (const NodePtr& input : node->inputs()) ++uses_[same_.first(input.get())];
    }
    for (const NodePtr& output : outputs) ++uses_[same_.first(output.get())];
  }

  std::vector<NodePtr> run(const std::vector<NodePtr>& outputs) {
    for (const Node* node : order_) {
      if (same_.first(node) == node) grow(node);
    }
    for (const Node* node : order_) {
      if (same_.first(node) == node && steps_.contains(node)) fused_[node] = fused(node);
    }
    std::vector<NodePtr> results;
    for (const NodePtr& output : outputs) results.push_back(fused_.at(same_.first(output.get())));
    return results;
  }

 private:
  // The input that hands its result on to `node` alone; nullptr if there is none. An output has one use more.
  const Node* chained_input(const Node* node) {
    if (node->inputs().size() != 1 || node->parts().collection) return nullptr;
    const Node* input = same_.first(node->inputs()[0].get());
    return uses_[input] == 1 && have_equal_wishes(*input, *node) ? input : nullptr;
  }

  void grow(const Node* node) {
    Steps steps{{}, node};
    if (const Node* input = chained_input(node)) {
      const auto chained = steps_.find(input);
      steps = std::move(chained->second);
      steps_.erase(chained);
    }
    steps.operations.push_back(node->parts().operation);
    steps_.emplace(node, std::move(steps));
  }

  NodePtr fused(const Node* node) {
    Steps& steps = steps_.at(node);
    NodeParts parts = node->parts();
    parts.inputs.clear();
    for (const NodePtr& input : steps.first->inputs()) parts.inputs.push_back(fused_.at(same_.first(input.get())));
    if (steps.operations.size() == 1 && parts.inputs == node->inputs()) return node->shared_from_this();
    parts.collection = steps.first->parts().collection;
    if (steps.operations.size() > 1) parts.operation = chain(std::move(steps.operations));
    return std::make_shared<Node>(std::move(parts));
  }

  std::vector<const Node*> order_;
  SameTasks same_;
  std::unordered_map<const Node*, std::size_t> uses_;
  std::unordered_map<const Node*, Steps> steps_;
  std::unordered_map<const Node*, NodePtr> fused_;
};

}  // namespace

std::vector<NodePtr> optimize(const std::vector<NodePtr>& nodes) { return Fusion(nodes).run(nodes); }

}  // namespace tusk::lazy
