// Elementwise functions of columns, by name: "add", "eq", "dt.hour", "str.upper", "fillna", "where", "cast" …
//
// One place says what each means for every type: pandas' meaning, with a missing value as a null (in a float column a
// NaN is missing too). Comparisons and truth never give a null: what is missing equals nothing. Arrays will use the
// same functions on tiles.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <arrow/type_fwd.h>

#include <tusk/data/value.h>

#include "kernels/batch.h"

namespace tusk::kernels {

// What a call is given besides its operands, by name: {"decimals": 2}, {"type": "float64"}.
using Parameters = std::map<std::string, Value>;

// An operand's type, as far as it is known before the call. A literal is weak, as NumPy's scalars are: it takes the
// other operand's type where that can hold its kind.
struct OperandType {
  TypePtr type;
  bool is_literal = false;
};

struct ElementwiseFunction {
  std::string_view name;
  int least_operands;
  int most_operands;  // -1: any number
  // The result's type. Throws TypeError, naming function and types, or ValueError for a parameter.
  TypePtr (*result_type)(const ElementwiseFunction&, std::span<const OperandType>, const Parameters&);
  // Operands are arrays of `length`, or scalars; the result is an array of `length` of the result type.
  std::shared_ptr<arrow::Array> (*run)(const ElementwiseFunction&, std::span<const arrow::Datum>, const Parameters&,
                                       std::int64_t length);
};

// Throws KeyError listing near names.
const ElementwiseFunction& find_elementwise(std::string_view name);
// Their names, sorted.
std::vector<std::string_view> elementwise_names();

// Checks the number of operands, then asks the function.
TypePtr elementwise_type(std::string_view name, std::span<const OperandType> operands, const Parameters& parameters);
std::shared_ptr<arrow::Array> run_elementwise(std::string_view name, std::span<const arrow::Datum> operands,
                                              const Parameters& parameters, std::int64_t length);

// A scalar value as Arrow's: None is a null of type null. Throws TypeError for what no column can hold.
std::shared_ptr<arrow::Scalar> to_scalar(const Value& value);
// The type of a name as pandas, NumPy or Arrow write it: "float64", "int", "str", "bool", "datetime64[us]",
// "timedelta64[ns]", "category", "date". Throws TypeError listing the names there are.
TypePtr type_of_name(std::string_view name);
// pandas' name of a type: "int64", "str", "datetime64[us]", "category", "object" for dates.
std::string type_name(const arrow::DataType& type);

}  // namespace tusk::kernels
