// Lowering of arrays: an elementwise chain becomes one task a block, a reduction such tasks and a tree.
#pragma once

#include <functional>
#include <string>

#include "expr/lower.h"

namespace tusk::expr {

// What the lowering of arrays asks of the whole.
struct ArrayLowering {
  std::function<Blocks(const NodePtr&)> blocks;     // of an input
  std::function<std::string(const NodePtr&)> name;  // of a node's layer
  std::function<Blocks(graph::LayerPtr)> add;
  bool fuses = true;
};

// The tasks of an array's blocks, in C order.
Blocks lower_array(const NodePtr& node, const ArrayLowering& lowering);

}  // namespace tusk::expr
