// Lowering: from expressions to the layers of a task graph.
//
// A run of streaming nodes over a source becomes one task a partition (a pipeline); a Reduce takes partial results from
// such, and combines them in a tree. Several reductions of one scan share its pipeline, so that a file is read once.
#pragma once

#include <string>
#include <vector>

#include <tusk/graph/graph_builder.h>

#include "expr/node.h"

namespace tusk::expr {

// Where the partitions of an expression are: the tasks 0 … count - 1 of a layer, each giving a Table, or of an array an
// NdArray.
struct Blocks {
  std::string layer;
  std::int64_t count = 0;
  graph::LayerPtr tasks = nullptr;  // of an array: its tasks have keys by the places of blocks
};

struct LowerOptions {
  bool fuses = true;         // else each op has tasks of its own
  bool shares_scans = true;  // else each reduction reads for itself
};

// Adds the tasks of all roots, whose layers get the given names.
std::vector<Blocks> lower(Inputs roots, const std::vector<std::string>& names, graph::GraphBuilder& builder,
                          const LowerOptions& options);

}  // namespace tusk::expr
