// FrameCollection: an expression as something to compute, persist and draw.
#pragma once

#include <memory>
#include <vector>

#include "expr/expression_collection.h"

namespace tusk::expr {

class FrameCollection final : public ExpressionCollection {
 public:
  using ExpressionCollection::ExpressionCollection;

  // A frame or series: a Table of all partitions' rows, whose schema says what it is (frame_format.h). A scalar: the
  // number, truth value or text; a Table of one row and column for other types, such as dates; None if it is missing.
  Value finish(std::vector<Value> results) const override;
  std::shared_ptr<Collection> rebuilt(std::vector<Value> results) const override;
};

}  // namespace tusk::expr
