// What the families of functions of texts share.
#pragma once

#include <string>
#include <string_view>

#include "kernels/elementwise/operands.h"

namespace tusk::kernels::elementwise {

std::int64_t code_points(std::string_view text);

// `type`, or TypeError unless all operands are texts (or missing).
TypePtr needs_text(const Function& function, Types types, const TypePtr& type);
// The result types of functions from texts to texts.
TypePtr same_text(const Function& function, Types types, const Parameters& parameters);

// The first operand as a column of texts whose offsets loops can read.
arrow::Datum text_column(Operands operands, std::int64_t length);
// A parameter that must be given. Throws TypeError if it is missing, or no text.
std::string text_parameter(const Function& function, const Parameters& parameters, std::string_view name);
// A pattern of Python's as RE2 has it, with the parameters "flags" and "case".
std::string regex_of(const std::string& python, const Parameters& parameters);

}  // namespace tusk::kernels::elementwise
