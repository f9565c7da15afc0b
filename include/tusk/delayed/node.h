// Node: one task that somebody wishes for, with everything that it needs. The untyped core under Delayed<T>.
//
// Nodes are immutable and own their inputs, so a node is a whole graph that grows by sharing; any number of threads may
// use one. Graphs may be as deep as they like: nothing here recurses along inputs, destruction included.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tusk/graph/collection.h>
#include <tusk/graph/contents.h>
#include <tusk/graph/draw.h>
#include <tusk/graph/function.h>

namespace tusk {

struct DelayedOptions {
  std::string name = {};                 // prefix of keys; empty: the function's name, or the value's type
  std::optional<bool> pure = {};         // equal calls have equal keys; empty: the configuration's `delayed.pure`
  std::optional<std::size_t> nout = {};  // length of the sequence that comes out, so that it can be unpacked
};

namespace lazy {

class Node;
using NodePtr = std::shared_ptr<const Node>;

struct NodeParts {
  OperationPtr operation;
  std::vector<NodePtr> inputs = {};
  CollectionPtr collection = {};           // its results are inputs too, before the others; most nodes have none
  std::optional<std::size_t> length = {};  // see DelayedOptions::nout
  Hash128 identity = {};                   // of the work: equal for equal work; zero: it is like no other
  Key key = {};                            // empty: the prefix and the identity
  bool is_key_given = false;               // by a user, so another task may have it by mistake
  std::shared_ptr<const Annotations> annotations = {};
};

class Node final : public Collection, public std::enable_shared_from_this<Node> {
 public:
  // Takes the parts as they are.
  explicit Node(NodeParts parts) : parts_(std::move(parts)) {}
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  ~Node() override;

  const Key& key() const { return parts_.key; }
  const Hash128& identity() const { return parts_.identity; }
  const std::vector<NodePtr>& inputs() const { return parts_.inputs; }
  const NodeParts& parts() const { return parts_; }

  std::vector<Key> lower(graph::GraphBuilder& builder) const override;
  Value finish(std::vector<Value> results) const override;
  // A literal under the same key, of the same identity.
  std::shared_ptr<Collection> rebuilt(std::vector<Value> results) const override;

 private:
  NodeParts parts_;
};

// A node with the parts that are left out: an identity, a key that begins with `prefix`, the annotations in force.
NodePtr make_node(std::string_view prefix, NodeParts parts);
// The task of calling `function`, whose arguments name `inputs` by their places. Throws TypeError or ValueError when
// the function can't take them.
NodePtr call_node(const FunctionPtr& function, std::vector<Argument> arguments, std::vector<NodePtr> inputs,
                  const DelayedOptions& options = {});
// A value that is there already. Many tasks that take it share it.
NodePtr literal(Value value, const DelayedOptions& options = {});
// The same work under another key. Building a graph where another task has it throws ValueError.
NodePtr with_key(const NodePtr& node, Key key);
// The node if `collection` is one, else a task that makes the collection's value.
NodePtr node_of(const CollectionPtr& collection);

// The values of all of them, by one run.
std::vector<Value> compute(const std::vector<CollectionPtr>& collections, const RunOptions& options);
std::vector<CollectionPtr> persist(const std::vector<CollectionPtr>& collections, const RunOptions& options);
// Draws them as one picture, and returns its path; see graph::draw.
std::string visualize(const std::vector<CollectionPtr>& collections, const std::string& path,
                      const DrawOptions& options);
// Of every task that the node needs: its key, and what it does with which inputs.
std::map<std::string, std::string> describe(const Node& node);
// The same work in fewer tasks: what nobody needs is gone, and tasks that only hand their result on to one other are
// joined with it. The nodes themselves keep their keys.
std::vector<NodePtr> optimize(const std::vector<NodePtr>& nodes);

}  // namespace lazy
}  // namespace tusk
