// ArrayCollection: an array as something to compute, persist and draw.
#pragma once

#include <memory>
#include <vector>

#include <tusk/graph/collection.h>

#include "expr/arrays/array_form.h"

namespace tusk::expr {

class ArrayCollection final : public Collection {
 public:
  explicit ArrayCollection(NodePtr node) : node_(std::move(node)) {}

  const NodePtr& node() const { return node_; }

  std::vector<Key> lower(graph::GraphBuilder& builder) const override;
  std::vector<std::vector<Key>> lower_together(std::span<const Collection* const> collections,
                                               graph::GraphBuilder& builder) const override;
  // An NdArray.
  Value finish(std::vector<Value> results) const override;
  std::shared_ptr<Collection> rebuilt(std::vector<Value> results) const override;

 private:
  NodePtr node_;
};

}  // namespace tusk::expr
