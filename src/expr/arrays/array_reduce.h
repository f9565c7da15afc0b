// ArrayReduce: a reduction over some axes of an array, in a tree.
#pragma once

#include <string>
#include <vector>

#include <tusk/graph/operation.h>

#include "expr/arrays/array_form.h"
#include "kernels/arrays/array_reduction.h"

namespace tusk::expr {

struct ArrayReduce final : DeclaredAs<ArrayReduce, Op> {
  static constexpr std::string_view kName = "array-reduce";
  static constexpr auto fields() {
    return std::tuple{field("kind", &ArrayReduce::kind), field("axes", &ArrayReduce::axes),
                      field("keepdims", &ArrayReduce::keepdims), field("ddof", &ArrayReduce::ddof),
                      field("split_every", &ArrayReduce::split_every)};
  }
  std::string kind;
  std::vector<std::int64_t> axes;  // ascending
  bool keepdims = false;
  std::int64_t ddof = 0;
  std::int64_t split_every = 8;  // states that are combined at once

  std::string label() const override { return kind; }
  Meta meta(Inputs inputs) const override;
  kernels::ArrayReduction reduction(DType dtype) const { return {kind, dtype, axes, ddof}; }
};

struct ReduceOptions {
  std::vector<std::int64_t> axes = {};  // from either end
  bool is_all = false;                  // all axes
  bool keepdims = false;
  std::int64_t ddof = 0;
  std::int64_t split_every = 8;
};

// Throws IndexError or ValueError for axes that aren't there, or there twice, ValueError for min and max of no
// elements, NotImplementedError for dtypes that the reduction does not take.
NodePtr array_reduce(const NodePtr& input, std::string kind, const ReduceOptions& options);

// A state as the result of a task.
Value state_value(const kernels::ReductionState& state);
kernels::ReductionState state_of(const Value& value);

// The tasks of the tree: of several states one, and of the last ones the block.
struct CombineStates {
  static constexpr std::string_view kName = "combine-states";
  static constexpr auto fields() { return std::tuple{field("reduction", &CombineStates::reduction)}; }
  kernels::ArrayReduction reduction;

  Value run(const tusk::Inputs& inputs, TaskContext& context) const;
};
struct FinishStates {
  static constexpr std::string_view kName = "finish-states";
  static constexpr auto fields() {
    return std::tuple{field("reduction", &FinishStates::reduction), field("keepdims", &FinishStates::keepdims)};
  }
  kernels::ArrayReduction reduction;
  bool keepdims = false;

  Value run(const tusk::Inputs& inputs, TaskContext& context) const;
};

}  // namespace tusk::expr
