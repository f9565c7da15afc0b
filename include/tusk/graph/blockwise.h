// Blockwise: one operation on every block of a grid, each taking the matching blocks of other layers.
//
// The grid has some axes; an input names, for each of its own axes, the grid's axis that it follows, or none when all
// blocks share its only block along it:
//
//   y[i, j] = f(x[i, j], row[j], scalar)     grid {m, n}, inputs x {0, 1}, row {1}, scalar {}
//   y[i, j] = f(x[j, i])                     input x {1, 0}: a transpose
//
// A few hundred bytes for any number of blocks.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <tusk/graph/layer.h>

namespace tusk::graph {

// Where a blockwise layer's tasks find an input.
struct BlockInput {
  static constexpr int kShared = -1;

  std::string layer;
  std::vector<std::int64_t> grid;  // that layer's numbers of blocks; its tasks are in C order
  std::vector<int> axes;           // for each of them the output's axis, or kShared, which takes block 0
};

// Throws ValueError if an input's grid does not match the output's along an axis that it follows (unless it is 1
// there).
LayerPtr blockwise(std::string name, OperationPtr operation, std::vector<std::int64_t> grid,
                   std::vector<BlockInput> inputs, std::shared_ptr<const Annotations> annotations = nullptr);

}  // namespace tusk::graph
