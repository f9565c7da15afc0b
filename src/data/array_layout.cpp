#include "data/array_layout.h"

#include <cstdlib>

#include <fmt/format.h>

#include <tusk/core/error.h>

namespace tusk::data {

void check_shape(DType dtype, const Shape& shape) {
  if (dtype == DType::String) throw TypeError("elements of an array have a fixed size: got dtype string");
  if (shape.size() > NdArray::kMostAxes)
    throw ValueError(fmt::format("an array has at most {} axes: got {}", NdArray::kMostAxes, shape.size()));
  auto bytes = std::int64_t(item_size(dtype));
  for (const std::int64_t length : shape) {
    if (length < 0) throw ValueError("lengths of axes can't be negative: got shape " + shape_text(shape));
    if (length > 0 && __builtin_mul_overflow(bytes, length, &bytes)) {
      throw ValueError(
          fmt::format("an array must have less than 2^63 bytes: got shape {} of {}", shape_text(shape), name(dtype)));
    }
  }
}

void check_strides(const Shape& shape, const Strides& strides) {
  if (strides.size() != shape.size()) {
    throw ValueError(fmt::format("an array needs a stride for each axis: got {} strides for shape {}", strides.size(),
                                 shape_text(shape)));
  }
  std::int64_t extent = 0;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    std::int64_t reach = 0;
    const bool is_endless =
        strides[i] == INT64_MIN ||
        __builtin_mul_overflow(std::abs(strides[i]), std::max<std::int64_t>(shape[i] - 1, 0), &reach) ||
        __builtin_add_overflow(extent, reach, &extent);
    if (is_endless) {
      throw ValueError(fmt::format("strides of an array must span less than 2^63 bytes: got stride {} for {} elements",
                                   strides[i], shape[i]));
    }
  }
}

std::int64_t element_count(const Shape& shape) {
  std::int64_t count = 1;
  for (const std::int64_t length : shape) count *= length;
  return count;
}

Strides c_order_strides(DType dtype, const Shape& shape) {
  Strides strides(shape.size());
  auto stride = std::int64_t(item_size(dtype));
  for (std::size_t i = shape.size(); i-- > 0;) {
    strides[i] = stride;
    stride *= std::max<std::int64_t>(shape[i], 1);
  }
  return strides;
}

}  // namespace tusk::data
