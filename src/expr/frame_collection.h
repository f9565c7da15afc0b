// FrameCollection: an expression as something to compute, persist and draw.
#pragma once

#include <memory>
#include <vector>

#include <tusk/graph/collection.h>

#include "expr/node.h"

namespace tusk::expr {

class FrameCollection final : public Collection {
 public:
  explicit FrameCollection(NodePtr node) : node_(std::move(node)) {}

  const NodePtr& node() const { return node_; }

  std::vector<Key> lower(graph::GraphBuilder& builder) const override;
  std::vector<std::vector<Key>> lower_together(std::span<const Collection* const> collections,
                                               graph::GraphBuilder& builder) const override;
  // A frame or series: a Table of all partitions' rows, whose schema says what it is (frame_format.h). A scalar: the
  // number, truth value or text; a Table of one row and column for other types, such as dates; None if it is missing.
  Value finish(std::vector<Value> results) const override;
  std::shared_ptr<Collection> rebuilt(std::vector<Value> results) const override;

 private:
  NodePtr node_;
};

}  // namespace tusk::expr
