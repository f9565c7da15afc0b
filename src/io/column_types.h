// What types columns have when files write them differently.
#pragma once

#include <memory>

#include <arrow/type_fwd.h>

#include "kernels/batch.h"

namespace tusk::io {

// The type that a column of a file is read as: texts and bytes with 32-bit offsets, categories with 32-bit codes.
// Others are kept.
kernels::TypePtr plain_type(const kernels::TypePtr& type);
// The type that holds values of both: the wider of two integers or floats, float64 for an integer and a float, the
// other one beside null; nullptr if there is none.
kernels::TypePtr common_type(const kernels::TypePtr& a, const kernels::TypePtr& b);
// The array with a type that plain_type() or common_type() gave for it, or with known categories. Throws ValueError for
// a value that the type can't hold.
std::shared_ptr<arrow::Array> converted_column(const std::shared_ptr<arrow::Array>& array,
                                               const kernels::TypePtr& type);

}  // namespace tusk::io
