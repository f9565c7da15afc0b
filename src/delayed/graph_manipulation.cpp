#include <tusk/delayed/graph_manipulation.h>

#include <unordered_map>
#include <unordered_set>

#include <fmt/core.h>

#include <tusk/core/error.h>

#include "delayed/in_order.h"
#include "delayed/nested_operation.h"
#include "delayed/work_hash.h"

namespace tusk::lazy {

namespace {

struct Checkpoint {
  static constexpr std::string_view kName = "checkpoint";
  static constexpr auto fields() { return std::tuple<>(); }
  Value run(const Inputs&, TaskContext&) const { return Value(); }
};

// The first input; the others only had to be done.
struct WaitOn {
  static constexpr std::string_view kName = "wait_on";
  static constexpr auto fields() { return std::tuple<>(); }
  Value run(const Inputs& inputs, TaskContext&) const { return inputs[0]; }
};

NodePtr pure_node(std::string_view prefix, OperationPtr operation, std::vector<NodePtr> inputs,
                  std::optional<std::size_t> length = {}) {
  const Hash128 identity = work_hash(operation->hash(), inputs);
  return make_node(
      prefix, {.operation = std::move(operation), .inputs = std::move(inputs), .length = length, .identity = identity});
}

NodePtr checkpoint_of(std::vector<NodePtr> nodes) {
  return pure_node(Checkpoint::kName, operation(Checkpoint()), std::move(nodes));
}

class Cloning {
 public:
  explicit Cloning(const CloneOptions& options)
      : wait_for_(options.wait_for), seed_(options.seed ? hash_of(*options.seed) : unique_hash()) {
    for (const NodePtr& node : options.omit) omitted_.insert(node->key());
    if (wait_for_) seed_ = combine(seed_, wait_for_->identity());
  }

  std::vector<NodePtr> run(const std::vector<NodePtr>& nodes) {
    const auto is_cloned = [&](const Node& node) { return !omitted_.contains(node.key()); };
    for (const Node* node : in_order(pointers(nodes), is_cloned)) clones_[node] = cloned(*node);
    std::vector<NodePtr> results;
    for (const NodePtr& node : nodes) results.push_back(clone_or_itself(node));
    return results;
  }

 private:
  const NodePtr& clone_or_itself(const NodePtr& node) const {
    const auto clone = clones_.find(node.get());
    return clone == clones_.end() ? node : clone->second;
  }

  NodePtr cloned(const Node& node) const {
    NodeParts parts = node.parts();
    bool is_first = true;
    for (NodePtr& input : parts.inputs) {
      if (clones_.contains(input.get())) is_first = false;
      input = clone_or_itself(input);
    }
    if (is_first && wait_for_) {
      parts.operation = after(std::move(parts.operation));
      parts.inputs.push_back(wait_for_);
    }
    parts.identity = work_hash(combine(node.identity(), seed_), parts.inputs);
    parts.key.name = key_name(node.key().prefix(), parts.identity);
    parts.is_key_given = false;
    return std::make_shared<Node>(std::move(parts));
  }

  std::unordered_set<Key> omitted_;
  NodePtr wait_for_;
  Hash128 seed_;
  std::unordered_map<const Node*, NodePtr> clones_;
};

}  // namespace

std::vector<NodePtr> clone(const std::vector<NodePtr>& nodes, const CloneOptions& options) {
  return Cloning(options).run(nodes);
}

NodePtr checkpoint(const std::vector<NodePtr>& nodes, std::size_t split_every) {
  if (split_every < 2)
    throw ValueError(fmt::format("checkpoint must join at least two tasks at a time: split_every is {}", split_every));
  std::vector<NodePtr> done;
  for (const NodePtr& node : nodes) done.push_back(checkpoint_of({node}));
  while (done.size() > 1) {
    std::vector<NodePtr> joined;
    for (std::size_t i = 0; i < done.size(); i += split_every) {
      const auto first = done.begin() + std::ptrdiff_t(i);
      joined.push_back(checkpoint_of({first, first + std::ptrdiff_t(std::min(split_every, done.size() - i))}));
    }
    done = std::move(joined);
  }
  return done.empty() ? checkpoint_of({}) : done.front();
}

std::vector<NodePtr> wait_on(const std::vector<NodePtr>& nodes) {
  const NodePtr all_done = checkpoint(nodes);
  std::vector<NodePtr> waiting;
  for (const NodePtr& node : nodes)
    waiting.push_back(pure_node(WaitOn::kName, operation(WaitOn()), {node, all_done}, node->parts().length));
  return waiting;
}

}  // namespace tusk::lazy
