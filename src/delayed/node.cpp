#include <tusk/delayed/node.h>

#include <tusk/core/error.h>
#include <tusk/graph/literal.h>

#include "delayed/finish.h"
#include "delayed/in_order.h"

namespace tusk::lazy {

namespace {

// What the outermost destructor on this thread still has to let go of.
constinit thread_local std::vector<NodePtr>* pending = nullptr;

void add_task(graph::GraphBuilder& builder, const Node& node) {
  const NodeParts& parts = node.parts();
  std::vector<Key> inputs;
  if (parts.collection) inputs = parts.collection->lower(builder);
  inputs.reserve(inputs.size() + parts.inputs.size());
  for (const NodePtr& input : parts.inputs) inputs.push_back(input->key());
  builder.add(parts.key, parts.operation, inputs, parts.annotations);
}

}  // namespace

Node::~Node() {
  if (parts_.inputs.empty()) return;
  if (pending) {
    for (NodePtr& input : parts_.inputs) pending->push_back(std::move(input));
    return;
  }
  std::vector<NodePtr> own = std::move(parts_.inputs);
  pending = &own;
  while (!own.empty()) {
    const NodePtr last = std::move(own.back());
    own.pop_back();
  }
  pending = nullptr;
}

std::vector<Key> Node::lower(graph::GraphBuilder& builder) const {
  // A key that Tusk made stands for its work; one that a user gave is for the builder to check.
  const auto is_needed = [&](const Node& node) { return node.parts().is_key_given || !builder.has(node.key()); };
  const Node* const root = this;
  for (const Node* node : in_order({&root, 1}, is_needed)) {
    if (is_needed(*node)) add_task(builder, *node);
  }
  return {key()};
}

Value Node::finish(std::vector<Value> results) const { return std::move(results.at(0)); }

std::shared_ptr<Collection> Node::rebuilt(std::vector<Value> results) const {
  NodeParts parts{.operation = tusk::literal(std::move(results.at(0))),
                  .length = parts_.length,
                  .identity = parts_.identity,
                  .key = parts_.key};
  return std::make_shared<Node>(std::move(parts));
}

NodePtr make_node(std::string_view prefix, NodeParts parts) {
  if (parts.identity == Hash128()) parts.identity = unique_hash();
  if (parts.key.name.empty()) parts.key.name = key_name(prefix, parts.identity);
  if (!parts.annotations) parts.annotations = current_annotations();
  return std::make_shared<Node>(std::move(parts));
}

NodePtr with_key(const NodePtr& node, Key key) {
  if (key.name.empty()) throw ValueError("a key must have a name: got an empty one");
  NodeParts parts = node->parts();
  parts.key = std::move(key);
  parts.is_key_given = true;
  return std::make_shared<Node>(std::move(parts));
}

NodePtr node_of(const CollectionPtr& collection) {
  if (auto node = std::dynamic_pointer_cast<const Node>(collection)) return node;
  return make_node("finalize", {.operation = finish_operation(collection), .collection = collection});
}

}  // namespace tusk::lazy
