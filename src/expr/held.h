// Held: rows that are there already, a table a partition: what persist() leaves.
#pragma once

#include <vector>

#include <tusk/graph/collection.h>

#include "expr/node.h"

namespace tusk::expr {

// Stays in this process: when a graph is made, each partition becomes a task whose result it is.
struct Held final : DeclaredAs<Held, Op> {
  static constexpr std::string_view kName = "held";
  static constexpr auto fields() { return std::tuple{field("partitions", &Held::partitions)}; }

  std::vector<Table> partitions;

  Meta meta(Inputs inputs) const override;
};

// The rows of `node`, under its name: what is put beside the node can be put beside this too.
NodePtr held(const NodePtr& node, std::vector<Table> partitions);

}  // namespace tusk::expr
