// ArrayCollection: an array as something to compute, persist and draw.
#pragma once

#include <memory>
#include <vector>

#include "expr/arrays/array_form.h"
#include "expr/expression_collection.h"

namespace tusk::expr {

class ArrayCollection final : public ExpressionCollection {
 public:
  using ExpressionCollection::ExpressionCollection;

  // An NdArray.
  Value finish(std::vector<Value> results) const override;
  std::shared_ptr<Collection> rebuilt(std::vector<Value> results) const override;
};

}  // namespace tusk::expr
