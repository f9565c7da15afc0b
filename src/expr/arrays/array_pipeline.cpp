#include "expr/arrays/array_pipeline.h"

#include <algorithm>
#include <utility>

#include <arrow/array.h>
#include <arrow/datum.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/codec_containers.h>
#include <tusk/core/error.h>

#include "expr/arrays/array_form.h"
#include "expr/arrays/array_reduce.h"
#include "kernels/arrays/array_columns.h"

namespace tusk::expr {

namespace {

// Elements that are worked on at once: registers of float64 then fit into the second-level cache together.
constexpr std::int64_t kTileElements = 16 * 1024;

// The lengths that blocks have beside each other.
tusk::Shape joined_shape(const std::vector<NdArray>& blocks) {
  std::size_t ndim = 0;
  for (const NdArray& block : blocks) ndim = std::max(ndim, block.ndim());
  tusk::Shape shape(ndim, 1);
  for (const NdArray& block : blocks) {
    for (std::size_t i = 0; i < block.ndim(); ++i) {
      std::int64_t& length = shape[ndim - block.ndim() + i];
      const std::int64_t own = block.shape()[i];
      if (own == length || own == 1) continue;
      if (length != 1)
        throw ValueError(
            fmt::format("arrays stand beside each other when their lengths are equal, or 1: got blocks of "
                        "shapes {} and {}",
                        shape_text(shape), shape_text(block.shape())));
      length = own;
    }
  }
  return shape;
}

// The elements as if the array had that shape, in C order.
NdArray stretched(const NdArray& array, const tusk::Shape& shape) {
  if (array.shape() == shape) return array.contiguous();
  Strides strides(shape.size(), 0);
  for (std::size_t i = 0; i < array.ndim(); ++i) {
    const std::size_t axis = shape.size() - array.ndim() + i;
    strides[axis] = array.shape()[i] == shape[axis] ? array.strides()[i] : 0;
  }
  return NdArray::wrap(array.dtype(), shape, std::move(strides), array.data(), array.owner()).contiguous();
}

class ArrayRun {
 public:
  ArrayRun(const RunArray& pipeline, std::vector<NdArray> blocks) : pipeline_(pipeline), blocks_(std::move(blocks)) {
    shape_ = joined_shape(blocks_);
    for (NdArray& block : blocks_) block = stretched(block, shape_);
  }

  NdArray run() {
    if (pipeline_.steps.empty()) return blocks_[0];
    NdArray result = NdArray::empty(pipeline_.dtype, shape_);
    const auto width = std::int64_t(item_size(pipeline_.dtype));
    for (std::int64_t begin = 0; begin < result.size(); begin += kTileElements) {
      const std::int64_t count = std::min(kTileElements, result.size() - begin);
      const auto made = tile(begin, count);
      TUSK_CHECK(kernels::dtype_of_column(*made->type()) == pipeline_.dtype, "a tile has the dtype that is expected");
      kernels::store_column(*made, static_cast<std::byte*>(result.mutable_data()) + begin * width);
    }
    return result;
  }

 private:
  std::shared_ptr<arrow::Array> tile(std::int64_t begin, std::int64_t count) const {
    std::vector<std::shared_ptr<arrow::Array>> registers;
    for (const NdArray& block : blocks_) {
      const auto* first = static_cast<const std::byte*>(block.data()) + begin * std::int64_t(item_size(block.dtype()));
      registers.push_back(kernels::column_over(block.dtype(), first, count, block.owner()));
    }
    for (const ArrayStep& step : pipeline_.steps) {
      std::vector<arrow::Datum> operands;
      for (const Operand& operand : step.operands) {
        if (operand.input < 0) operands.emplace_back(kernels::to_scalar(operand.literal));
        else operands.emplace_back(registers[std::size_t(operand.input)]);
      }
      registers.push_back(kernels::run_elementwise(step.function, operands, step.parameters, count));
    }
    return registers.back();
  }

  const RunArray& pipeline_;
  std::vector<NdArray> blocks_;
  tusk::Shape shape_;
};

}  // namespace

Value RunArray::run(const tusk::Inputs& inputs, TaskContext&) const {
  std::vector<NdArray> blocks;
  for (std::size_t i = 0; i < inputs.size(); ++i) blocks.push_back(inputs[i].as<NdArray>());
  NdArray made = steps.empty() ? blocks[0] : ArrayRun(*this, std::move(blocks)).run();
  return reduction ? state_value(kernels::reduce_block(*reduction, made)) : Value::of(std::move(made));
}

}  // namespace tusk::expr
