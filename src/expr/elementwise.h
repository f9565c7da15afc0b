// Elementwise: a function of the kernels (kernels/elementwise.h) on every row: x + 1, isna(frame), where(x, mask, 0).
#pragma once

#include <string>
#include <vector>

#include "expr/node.h"
#include "kernels/elementwise.h"

namespace tusk::expr {

// What the function is applied to: an input, or a literal.
struct Operand {
  static constexpr std::string_view kName = "operand";
  static constexpr auto fields() {
    return std::tuple{field("input", &Operand::input), field("literal", &Operand::literal)};
  }
  int input = -1;  // -1: the literal
  Value literal = {};
};

// Frames are worked on column by column, series and scalars stand beside each of them. A series takes the name that its
// series operands have in common.
struct Elementwise final : DeclaredAs<Elementwise, Op> {
  static constexpr std::string_view kName = "elementwise";
  static constexpr auto fields() {
    return std::tuple{field("function", &Elementwise::function), field("operands", &Elementwise::operands),
                      field("parameters", &Elementwise::parameters)};
  }

  std::string function;
  std::vector<Operand> operands;
  kernels::Parameters parameters;

  std::string label() const override;
  Meta meta(Inputs inputs) const override;
  bool is_streaming() const override { return true; }
  kernels::Batch run(std::span<const Register> inputs, const BatchPlace&) const override;
  std::vector<Columns> needed(Inputs inputs, const Columns& wanted) const override;
};

// A literal, or an expression.
struct Argument {
  Argument(NodePtr node) : node(std::move(node)) {}         // NOLINT: an argument is written as what it is
  Argument(Value literal) : literal(std::move(literal)) {}  // NOLINT
  NodePtr node;
  Value literal;
};

// Throws TypeError for types that the function doesn't take, ValueError for operands whose rows differ.
NodePtr elementwise(std::string function, const std::vector<Argument>& arguments, kernels::Parameters parameters = {});

}  // namespace tusk::expr
