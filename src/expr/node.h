// Node: an expression. An operation's parameters, and the expressions that it is applied to.
//
// Nodes are immutable and own their inputs. What a node is made of decides its hash, which is its name: equal work has
// an equal name in every process. Mistakes are found when a node is made, since that asks its op for the meta.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tusk/core/declared.h>

#include "expr/meta.h"
#include "kernels/batch.h"

namespace tusk::expr {

class Node;
using NodePtr = std::shared_ptr<const Node>;
using Inputs = std::span<const NodePtr>;

// A batch of an expression's rows while a partition streams.
struct Register {
  kernels::Batch batch;
  Shape shape = Shape::Frame;
  int index_count = 0;
};

// Where a batch lies: in which partition, and how many rows of it came before, counted in the op's input.
struct BatchPlace {
  std::int64_t partition = 0;
  std::int64_t first_row = 0;
};

class Op : public Declared {
 public:
  // The word for it in keys, progress bars and explain().
  virtual std::string label() const { return std::string(type_name()); }
  // Throws what is wrong with the inputs.
  virtual Meta meta(Inputs inputs) const = 0;

  // Whether each batch of the result is made of the inputs' batches alone, so that it can be joined with others to a
  // chain that touches memory once.
  virtual bool is_streaming() const { return false; }
  // The batch made of the inputs' batches; only of streaming ops. Batches of scalars have one row. Thread-safe.
  virtual kernels::Batch run(std::span<const Register> inputs, const BatchPlace& place) const;

  // The columns of every input that are needed for `wanted` columns of the result.
  virtual std::vector<Columns> needed(Inputs inputs, const Columns& wanted) const;
  // The op that makes only the columns of `wanted`, out of inputs that have only what needed() said: nothing if that is
  // this one, nullptr if the first input is the result already.
  virtual std::optional<std::shared_ptr<const Op>> narrowed(Inputs inputs, const Columns& wanted) const;
};

using OpPtr = std::shared_ptr<const Op>;

class Node {
 public:
  // Throws what Op::meta() throws.
  Node(OpPtr op, std::vector<NodePtr> inputs);
  // One that stands for what `hash` names.
  Node(OpPtr op, std::vector<NodePtr> inputs, Meta meta, Hash128 hash);
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  ~Node();

  const OpPtr& op() const { return op_; }
  const std::vector<NodePtr>& inputs() const { return inputs_; }
  const Meta& meta() const { return meta_; }
  const Hash128& hash() const { return hash_; }
  // The op if it is a T, else nullptr.
  template <class T>
  const T* as() const {
    return dynamic_cast<const T*>(op_.get());
  }

 private:
  OpPtr op_;
  std::vector<NodePtr> inputs_;
  Meta meta_;
  Hash128 hash_;
};

NodePtr make_node(OpPtr op, std::vector<NodePtr> inputs = {});

// All nodes that `roots` need, each once, inputs before what takes them.
std::vector<NodePtr> topological(Inputs roots);
// The roots with every node replaced by rebuild(node, its new inputs); each node is asked for once, inputs first.
using Rebuild = std::function<NodePtr(const NodePtr& node, std::vector<NodePtr> inputs)>;
std::vector<NodePtr> rebuilt(Inputs roots, const Rebuild& rebuild);
// The node itself if those are its inputs, else the same op on them.
NodePtr with_inputs(const NodePtr& node, std::vector<NodePtr> inputs);
// The same node, of whose index these divisions are known; nullptr: none are.
NodePtr with_divisions(const NodePtr& node, Divisions divisions);

// Throws ValueError unless all frames and series among the inputs have the same rows; returns the first of them, or
// nullptr if all are scalars. `doing` begins the message: "add".
const Node* aligned_input(std::string_view doing, Inputs inputs);

}  // namespace tusk::expr
