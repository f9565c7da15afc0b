// NumberRows: a frame with two columns more that say where each row lies, so that rows can be brought back.
#pragma once

#include "expr/node.h"

namespace tusk::expr {

// The partition's number, and how many rows of the partition come before; both int64.
constexpr std::string_view kPartitionColumn = "__partition__";
constexpr std::string_view kRowColumn = "__row__";

struct NumberRows final : DeclaredAs<NumberRows, Op> {
  static constexpr std::string_view kName = "number-rows";
  static constexpr auto fields() { return std::tuple{}; }

  Meta meta(Inputs inputs) const override;
  bool is_streaming() const override { return true; }
  kernels::Batch run(std::span<const Register> inputs, const BatchPlace& place) const override;
  std::vector<Columns> needed(Inputs inputs, const Columns& wanted) const override;
};

NodePtr number_rows(const NodePtr& frame);

}  // namespace tusk::expr
