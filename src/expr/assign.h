// Assign: a frame with a column more, or another in its place.
#pragma once

#include <string>
#include <vector>

#include "expr/node.h"

namespace tusk::expr {

// Inputs: the frame, and a series with the same rows, or a scalar.
struct Assign final : DeclaredAs<Assign, Op> {
  static constexpr std::string_view kName = "assign";
  static constexpr auto fields() {
    return std::tuple{field("column", &Assign::column), field("following", &Assign::following)};
  }

  std::string column;
  // The columns behind it, where the frame is read without the column that is replaced.
  std::vector<std::string> following = {};

  Meta meta(Inputs inputs) const override;
  bool is_streaming() const override { return true; }
  kernels::Batch run(std::span<const Register> inputs, const BatchPlace&) const override;
  std::vector<Columns> needed(Inputs inputs, const Columns& wanted) const override;
  std::optional<OpPtr> narrowed(Inputs inputs, const Columns& wanted) const override;
};

NodePtr assign(const NodePtr& frame, std::string column, const NodePtr& values);

}  // namespace tusk::expr
