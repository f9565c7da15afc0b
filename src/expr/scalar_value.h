// Arrow's scalars as values, as users see them.
#pragma once

#include <arrow/type_fwd.h>

#include <tusk/data/value.h>

namespace tusk::expr {

// A number, a truth value or a text as such, NaN if it is missing; of another type (a date, a duration) a Table of one
// row and column.
Value scalar_value(const arrow::Scalar& scalar);

}  // namespace tusk::expr
