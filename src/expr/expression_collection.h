// ExpressionCollection: what is the same for all expressions that are computed, persisted and drawn.
#pragma once

#include <vector>

#include <tusk/graph/collection.h>

#include "expr/node.h"

namespace tusk::expr {

class ExpressionCollection : public Collection {
 public:
  explicit ExpressionCollection(NodePtr node) : node_(std::move(node)) {}

  const NodePtr& node() const { return node_; }

  std::vector<Key> lower(graph::GraphBuilder& builder) const override;
  std::vector<std::vector<Key>> lower_together(std::span<const Collection* const> collections,
                                               graph::GraphBuilder& builder) const override;

 private:
  NodePtr node_;
};

}  // namespace tusk::expr
