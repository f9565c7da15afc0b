// ArrayElementwise: a function of the kernels (kernels/elementwise.h) on every element, with NumPy's broadcasting.
#pragma once

#include <string>
#include <vector>

#include "expr/arrays/array_form.h"
#include "expr/elementwise.h"

namespace tusk::expr {

// Inputs have the chunks of the result along each axis, or one of length 1.
struct ArrayElementwise final : DeclaredAs<ArrayElementwise, Op> {
  static constexpr std::string_view kName = "array-elementwise";
  static constexpr auto fields() {
    return std::tuple{field("function", &ArrayElementwise::function), field("operands", &ArrayElementwise::operands),
                      field("parameters", &ArrayElementwise::parameters)};
  }
  std::string function;
  std::vector<Operand> operands;
  kernels::Parameters parameters;

  std::string label() const override { return function; }
  Meta meta(Inputs inputs) const override;
};

// Arguments are arrays and literals, which are weak as NumPy's scalars are; arrays whose chunks differ are cut alike.
// Throws ValueError for shapes that don't broadcast, TypeError for dtypes that the function does not take.
NodePtr array_elementwise(std::string function, std::vector<Argument> arguments, kernels::Parameters parameters = {});

}  // namespace tusk::expr
