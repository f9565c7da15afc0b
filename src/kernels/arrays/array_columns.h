// Between arrays and columns: so that the elementwise functions of columns work on tiles of arrays.
#pragma once

#include <cstdint>
#include <memory>

#include <tusk/data/ndarray.h>

#include "kernels/batch.h"

namespace tusk::kernels {

// The type of a column with such elements. Throws NotImplementedError for complex numbers.
TypePtr column_type_of(DType dtype);
// The dtype of elements of such a column. Throws TypeError for columns that no array holds, such as texts and times.
DType dtype_of_column(const arrow::DataType& type);

// Elements that lie one after the other, as a column: without a copy, but truth values become bits.
std::shared_ptr<arrow::Array> column_over(DType dtype, const void* elements, std::int64_t count,
                                          std::shared_ptr<const void> owner);
// Writes a column's values as elements of its dtype; what is missing is 0, as an integer divided by 0 is to NumPy.
void store_column(const arrow::Array& column, void* elements);

}  // namespace tusk::kernels
