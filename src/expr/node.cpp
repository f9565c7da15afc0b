#include "expr/node.h"

#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include <tusk/core/codec.h>
#include <tusk/core/error.h>

namespace tusk::expr {

namespace {

Hash128 hash_of_parts(const Op& op, Inputs inputs) {
  Hash128 hash = op.hash();
  for (const NodePtr& input : inputs) hash = combine(hash, input->hash());
  return hash;
}

}  // namespace

kernels::Batch Op::run(std::span<const Register>, const BatchPlace&) const {
  TUSK_CHECK(false, fmt::format("'{}' does not work batch by batch", type_name()));
}

std::vector<Columns> Op::needed(Inputs inputs, const Columns&) const {
  std::vector<Columns> all;
  for (const NodePtr& input : inputs) all.push_back(all_columns(input->meta()));
  return all;
}

std::optional<OpPtr> Op::narrowed(Inputs, const Columns&) const { return std::nullopt; }

Node::Node(OpPtr op, std::vector<NodePtr> inputs)
    : op_(std::move(op)), inputs_(std::move(inputs)), meta_(op_->meta(inputs_)), hash_(hash_of_parts(*op_, inputs_)) {}

Node::Node(OpPtr op, std::vector<NodePtr> inputs, Meta meta, Hash128 hash)
    : op_(std::move(op)), inputs_(std::move(inputs)), meta_(std::move(meta)), hash_(hash) {}

// Without recursion, which a long chain of assignments would overflow the stack with.
Node::~Node() {
  std::vector<NodePtr> released = std::move(inputs_);
  while (!released.empty()) {
    const NodePtr node = std::move(released.back());
    released.pop_back();
    if (node.use_count() != 1) continue;
    auto& inputs = const_cast<Node&>(*node).inputs_;
    released.insert(released.end(), std::make_move_iterator(inputs.begin()), std::make_move_iterator(inputs.end()));
    inputs.clear();
  }
}

NodePtr make_node(OpPtr op, std::vector<NodePtr> inputs) {
  return std::make_shared<const Node>(std::move(op), std::move(inputs));
}

std::vector<NodePtr> topological(Inputs roots) {
  struct Visit {
    const NodePtr* node;
    std::size_t next_input;
  };
  std::vector<NodePtr> order;
  std::unordered_set<const Node*> seen;
  std::vector<Visit> path;
  const auto enter = [&](const NodePtr& node) {
    if (seen.insert(node.get()).second) path.push_back({&node, 0});
  };
  for (const NodePtr& root : roots) {
    enter(root);
    while (!path.empty()) {
      const NodePtr& node = *path.back().node;
      if (path.back().next_input < node->inputs().size()) {
        enter(node->inputs()[path.back().next_input++]);
      } else {
        path.pop_back();
        order.push_back(node);
      }
    }
  }
  return order;
}

std::vector<NodePtr> rebuilt(Inputs roots, const Rebuild& rebuild) {
  std::unordered_map<const Node*, NodePtr> made;
  for (const NodePtr& node : topological(roots)) {
    std::vector<NodePtr> inputs;
    for (const NodePtr& input : node->inputs()) inputs.push_back(made.at(input.get()));
    made[node.get()] = rebuild(node, std::move(inputs));
  }
  std::vector<NodePtr> results;
  for (const NodePtr& root : roots) results.push_back(made.at(root.get()));
  return results;
}

NodePtr with_inputs(const NodePtr& node, std::vector<NodePtr> inputs) {
  return inputs == node->inputs() ? node : make_node(node->op(), std::move(inputs));
}

NodePtr with_divisions(const NodePtr& node, Divisions divisions) {
  Meta meta = node->meta();
  meta.divisions = std::move(divisions);
  return std::make_shared<const Node>(node->op(), node->inputs(), std::move(meta), node->hash());
}

const Node* aligned_input(std::string_view doing, Inputs inputs) {
  const Node* first = nullptr;
  for (const NodePtr& input : inputs) {
    if (input->meta().is_scalar()) continue;
    if (!first) first = input.get();
    if (first->meta().rows != input->meta().rows)
      throw ValueError(
          fmt::format("{} needs operands with the same rows, in the same partitions: these were read, or filtered, "
                      "apart; take both from one frame, or join the frames first",
                      doing));
  }
  return first;
}

}  // namespace tusk::expr
