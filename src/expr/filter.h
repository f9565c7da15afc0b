// Filter: the rows of a frame or series at which a series of truth values is true.
#pragma once

#include "expr/node.h"

namespace tusk::expr {

// Inputs: what is filtered, and the mask, which has the same rows.
struct Filter final : DeclaredAs<Filter, Op> {
  static constexpr std::string_view kName = "filter";
  static constexpr auto fields() { return std::tuple{field("rows", &Filter::rows)}; }

  Hash128 rows;  // of the result

  Meta meta(Inputs inputs) const override;
  bool is_streaming() const override { return true; }
  kernels::Batch run(std::span<const Register> inputs, const BatchPlace&) const override;
  std::vector<Columns> needed(Inputs inputs, const Columns& wanted) const override;
};

// Throws TypeError unless the mask has truth values.
NodePtr filter(const NodePtr& input, const NodePtr& mask);

}  // namespace tusk::expr
