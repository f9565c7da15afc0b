#include "expr/scalar_value.h"

#include <limits>

#include <arrow/array.h>
#include <arrow/array/util.h>
#include <arrow/scalar.h>
#include <arrow/table.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "expr/frame_format.h"

namespace tusk::expr {

namespace {

template <class T>
Value value_as(const arrow::Scalar& scalar) {
  if (!scalar.is_valid) return Value::of(std::numeric_limits<double>::quiet_NaN());
  return Value::of(static_cast<const T&>(scalar).value);
}

Value text_value(const arrow::Scalar& scalar) {
  if (!scalar.is_valid) return Value::of(std::numeric_limits<double>::quiet_NaN());
  return Value::of(scalar.ToString());
}

Value scalar_table(const arrow::Scalar& scalar) {
  const auto array =
      data::value_or_throw(arrow::MakeArrayFromScalar(scalar, 1, data::arrow_pool()), "keeping a scalar");
  const auto schema = arrow::schema({arrow::field(std::string(kUnnamed), scalar.type)});
  return Value::of(with_format(Table(arrow::Table::Make(schema, {array})), {Shape::Scalar, {}}));
}

}  // namespace

Value scalar_value(const arrow::Scalar& scalar) {
  switch (scalar.type->id()) {
    case arrow::Type::BOOL: return value_as<arrow::BooleanScalar>(scalar);
    case arrow::Type::INT8: return value_as<arrow::Int8Scalar>(scalar);
    case arrow::Type::INT16: return value_as<arrow::Int16Scalar>(scalar);
    case arrow::Type::INT32: return value_as<arrow::Int32Scalar>(scalar);
    case arrow::Type::INT64: return value_as<arrow::Int64Scalar>(scalar);
    case arrow::Type::UINT8: return value_as<arrow::UInt8Scalar>(scalar);
    case arrow::Type::UINT16: return value_as<arrow::UInt16Scalar>(scalar);
    case arrow::Type::UINT32: return value_as<arrow::UInt32Scalar>(scalar);
    case arrow::Type::UINT64: return value_as<arrow::UInt64Scalar>(scalar);
    case arrow::Type::FLOAT: return value_as<arrow::FloatScalar>(scalar);
    case arrow::Type::DOUBLE: return value_as<arrow::DoubleScalar>(scalar);
    case arrow::Type::NA:
    case arrow::Type::STRING:
    case arrow::Type::LARGE_STRING: return text_value(scalar);
    default: return scalar_table(scalar);
  }
}

}  // namespace tusk::expr
