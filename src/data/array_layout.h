// Where the elements of an array lie: arithmetic of shapes and strides that can't overflow.
#pragma once

#include <tusk/data/ndarray.h>

namespace tusk::data {

// Throws ValueError for a shape that no array can have (see NdArray::empty), TypeError for text.
void check_shape(DType dtype, const Shape& shape);

// Throws ValueError unless there is a stride for each axis and the elements span less than 2^63 bytes.
void check_strides(const Shape& shape, const Strides& strides);

// The number of elements of a checked shape.
std::int64_t element_count(const Shape& shape);

// The strides, in bytes, of a checked shape in C order.
Strides c_order_strides(DType dtype, const Shape& shape);

}  // namespace tusk::data
