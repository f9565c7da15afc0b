// ArrayForm: what is known of an array before it runs: its dtype, and the lengths of its chunks along each axis.
#pragma once

#include <string_view>
#include <vector>

#include <tusk/data/ndarray.h>

#include "expr/node.h"

namespace tusk::expr {

using Lengths = std::vector<std::int64_t>;
using Chunks = std::vector<Lengths>;  // one for each axis

// Of a chunk, or an axis: not known before it runs.
constexpr std::int64_t kUnknownLength = -1;

struct ArrayForm {
  DType dtype = DType::Float64;
  Chunks chunks;

  std::size_t ndim() const { return chunks.size(); }
};

// The sum of the chunks, or kUnknownLength.
std::int64_t length_of(const Lengths& chunks);
Lengths shape_of(const Chunks& chunks);
// How many chunks there are along each axis; blocks are numbered in C order.
Lengths grid_of(const Chunks& chunks);
std::int64_t block_count(const Chunks& chunks);
// The place of a block in a grid, and its number.
Lengths place_of(const Lengths& grid, std::int64_t block);
std::int64_t number_of(const Lengths& grid, const Lengths& place);
// Where each chunk begins, and the end.
Lengths starts_of(const Lengths& chunks);
// The lengths of a block, which are known.
Lengths block_shape(const Chunks& chunks, const Lengths& place);

// "(4, ?)", "((2, 2), (3,))".
std::string shape_text(const Lengths& shape);
std::string chunks_text(const Chunks& chunks);

Meta array_meta(DType dtype, Chunks chunks);
// Throws TypeError, beginning with what is being done, unless it is an array.
const ArrayForm& form_of(const NodePtr& node, std::string_view doing);
// Throws ValueError where a length isn't known.
void expect_known(const ArrayForm& form, std::string_view doing);
// An axis from 0, given from either end. Throws IndexError.
std::int64_t normal_axis(std::int64_t axis, std::size_t ndim);

}  // namespace tusk::expr
