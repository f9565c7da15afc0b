// Reductions of arrays over some of their axes, in steps: of a block, of several such results, and of the last one.
//
// A state is arrays whose reduced axes have length 1; of blocks without elements to reduce there may be none. Moments
// are merged as Chan, Golub and LeVeque have it (Updating Formulae and a Pairwise Algorithm for Computing Sample
// Variances, 1979). Sums of floats are added in float64.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <tusk/data/ndarray.h>

namespace tusk::kernels {

struct ArrayReduction {
  static constexpr std::string_view kName = "array-reduction";
  static constexpr auto fields() {
    return std::tuple{field("kind", &ArrayReduction::kind), field("dtype", &ArrayReduction::dtype),
                      field("axes", &ArrayReduction::axes), field("ddof", &ArrayReduction::ddof)};
  }
  std::string kind;                // "sum", "prod", "mean", "var", "std", "min", "max", "any", "all"
  DType dtype = DType::Float64;    // of the elements
  std::vector<std::int64_t> axes;  // ascending
  std::int64_t ddof = 0;           // of var and std
};

using ReductionState = std::vector<NdArray>;

// The dtype of the result, as NumPy has it. Throws TypeError for elements that the reduction does not take.
DType reduced_dtype(const std::string& kind, DType dtype);
// Whether no elements have no result: of min and max.
bool needs_elements(const std::string& kind);

ReductionState reduce_block(const ArrayReduction& reduction, const NdArray& block);
// Of one state or more.
ReductionState combine_states(const ArrayReduction& reduction, std::span<const ReductionState> states);
// Throws ValueError if there are no elements where some are needed.
NdArray finish_state(const ArrayReduction& reduction, const ReductionState& state);

}  // namespace tusk::kernels
