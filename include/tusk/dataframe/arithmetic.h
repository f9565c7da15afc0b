// Arithmetic and comparisons by their names, as pandas' methods do them: add, rsub, pow, lt ... with a value for what
// is missing.
#pragma once

#include <string>
#include <utility>

#include <tusk/dataframe/data_frame.h>

namespace tusk {

// The function ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "eq", "ne", "lt", "le", "gt", "ge") of two
// operands, one of them lazy. What is missing on one side alone counts as `fill_value`, unless that is None. A frame
// takes a series beside each of its columns, which is pandas' axis=0. Throws TypeError for types without that function.
expr::NodePtr arithmetic(const std::string& function, const Operand& a, const Operand& b,
                         const Value& fill_value = Value());

// Quotients rounded down, and what remains.
std::pair<expr::NodePtr, expr::NodePtr> divmod(const Operand& a, const Operand& b);

// The sum of the products, row by row; what is missing counts as nothing.
Scalar dot(const Series& a, const Series& b);

}  // namespace tusk
