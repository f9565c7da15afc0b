// Columns for tests, written as JSON, and calls of elementwise functions on them.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include <arrow/array.h>
#include <arrow/datum.h>
#include <arrow/json/from_string.h>
#include <arrow/type.h>
#include <gmock/gmock.h>

#include "kernels/elementwise.h"

namespace tusk::kernels::columns {

// column("int64", "[1, null, 3]"); types are named as type_of_name() does.
inline std::shared_ptr<arrow::Array> column(const TypePtr& type, std::string_view json) {
  return arrow::json::ArrayFromJSONString(type, json).ValueOrDie();
}
inline std::shared_ptr<arrow::Array> column(std::string_view type, std::string_view json) {
  return column(type_of_name(type), json);
}

inline arrow::Datum literal(const Value& value) { return to_scalar(value); }

// Runs the function on columns of equal length, and checks that the result has the declared type and is well-formed.
inline std::shared_ptr<arrow::Array> run(std::string_view name, const std::vector<arrow::Datum>& operands,
                                         const Parameters& parameters = {}) {
  std::vector<OperandType> types;
  std::int64_t length = 1;
  for (const auto& operand : operands) {
    types.push_back({operand.type(), operand.is_scalar()});
    if (!operand.is_scalar()) length = operand.length();
  }
  const auto type = elementwise_type(name, types, parameters);
  auto result = run_elementwise(name, operands, parameters, length);
  EXPECT_TRUE(result->type()->Equals(*type)) << result->type()->ToString() << " is not " << type->ToString();
  EXPECT_TRUE(result->ValidateFull().ok()) << result->ValidateFull().ToString();
  return result;
}

MATCHER_P2(IsColumn, type, json, std::string("is ") + json) {
  const auto expected = column(type, json);
  *result_listener << "which is " << arg->ToString();
  return arg->Equals(*expected, arrow::EqualOptions::Defaults().nans_equal(true));
}

}  // namespace tusk::kernels::columns
