// RunArray: elementwise functions joined to a chain that works through a block tile by tile, and perhaps a reduction of
// what comes out of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tusk/graph/operation.h>

#include "expr/elementwise.h"
#include "kernels/arrays/array_reduction.h"

namespace tusk::expr {

struct ArrayStep {
  static constexpr std::string_view kName = "array-step";
  static constexpr auto fields() {
    return std::tuple{field("function", &ArrayStep::function), field("operands", &ArrayStep::operands),
                      field("parameters", &ArrayStep::parameters)};
  }
  std::string function;
  std::vector<Operand> operands;  // inputs are registers: the task's inputs, then the steps in order
  kernels::Parameters parameters;
};

// The operation of a block's task. The last register is its result: an array, or the state of the reduction as a
// sequence of arrays.
struct RunArray {
  static constexpr std::string_view kName = "array-pipeline";
  static constexpr auto fields() {
    return std::tuple{field("steps", &RunArray::steps), field("dtype", &RunArray::dtype),
                      field("reduction", &RunArray::reduction)};
  }
  std::vector<ArrayStep> steps;
  DType dtype = DType::Float64;  // of the last register
  std::optional<kernels::ArrayReduction> reduction;

  Value run(const tusk::Inputs& inputs, TaskContext& context) const;
};

}  // namespace tusk::expr
