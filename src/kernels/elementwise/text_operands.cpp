#include "kernels/elementwise/text_operands.h"

#include <algorithm>

#include "kernels/elementwise/python_regex.h"

namespace tusk::kernels::elementwise {

std::int64_t code_points(std::string_view text) {
  return std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; });
}

TypePtr needs_text(const Function& function, Types types, const TypePtr& type) {
  for (const auto& operand : types) {
    if (!is_text(*operand.type) && !is_null(*operand.type)) refuse(function, types);
  }
  return type;
}

TypePtr same_text(const Function& function, Types types, const Parameters&) {
  return needs_text(function, types, plain_text(types[0].type));
}

arrow::Datum text_column(Operands operands, std::int64_t length) {
  return cast(as_array(operands[0], length), plain_text(operands[0].type()));
}

std::string text_parameter(const Function& function, const Parameters& parameters, std::string_view name) {
  return needed_parameter(function, parameters, name).as<std::string>();
}

std::string regex_of(const std::string& python, const Parameters& parameters) {
  const bool ignores_case = !parameter<bool>(parameters, "case", true);
  const auto flags = parameter<std::int64_t>(parameters, "flags", 0);
  return re2_pattern(python, ignores_case ? flags | 2 : flags);
}

}  // namespace tusk::kernels::elementwise
