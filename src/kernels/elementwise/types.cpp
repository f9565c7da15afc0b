#include <array>
#include <cctype>
#include <map>
#include <optional>

#include <arrow/table.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tusk/core/error.h>
#include <tusk/data/table.h>

#include "core/near_names.h"
#include "data/arrow_status.h"
#include "kernels/elementwise/operands.h"

namespace tusk::kernels {

namespace {

// Every name but those with a unit; the first of a type is the one that type_name() gives.
const std::map<std::string_view, TypePtr>& named_types() {
  static const std::map<std::string_view, TypePtr> types = {
      {"bool", arrow::boolean()},
      {"boolean", arrow::boolean()},
      {"int8", arrow::int8()},
      {"Int8", arrow::int8()},
      {"int16", arrow::int16()},
      {"Int16", arrow::int16()},
      {"int32", arrow::int32()},
      {"Int32", arrow::int32()},
      {"int64", arrow::int64()},
      {"Int64", arrow::int64()},
      {"int", arrow::int64()},
      {"uint", arrow::uint64()},
      {"uint8", arrow::uint8()},
      {"UInt8", arrow::uint8()},
      {"uint16", arrow::uint16()},
      {"UInt16", arrow::uint16()},
      {"uint32", arrow::uint32()},
      {"UInt32", arrow::uint32()},
      {"uint64", arrow::uint64()},
      {"UInt64", arrow::uint64()},
      {"float32", arrow::float32()},
      {"Float32", arrow::float32()},
      {"float64", arrow::float64()},
      {"Float64", arrow::float64()},
      {"float", arrow::float64()},
      {"double", arrow::float64()},
      {"str", arrow::utf8()},
      {"string", arrow::utf8()},
      {"object", arrow::utf8()},
      {"large_string", arrow::large_utf8()},
      {"utf8", arrow::utf8()},
      {"large_utf8", arrow::large_utf8()},
      {"date", arrow::date32()},
      {"date32", arrow::date32()},
      {"date32[day]", arrow::date32()},
      {"time", arrow::time64(arrow::TimeUnit::MICRO)},
      {"category", arrow::dictionary(arrow::int32(), arrow::utf8())},
      {"datetime", arrow::timestamp(arrow::TimeUnit::MICRO)},
      {"datetime64", arrow::timestamp(arrow::TimeUnit::MICRO)},
      {"timedelta", arrow::duration(arrow::TimeUnit::MICRO)},
      {"timedelta64", arrow::duration(arrow::TimeUnit::MICRO)},
      {"null", arrow::null()},
  };
  return types;
}

constexpr std::array<std::string_view, 4> kUnitNames = {"s", "ms", "us", "ns"};

// The type of "prefix[unit]" or "prefix[unit, zone]", if `name` is one.
std::optional<TypePtr> type_with_unit(std::string_view name) {
  const auto open = name.find('[');
  if (open == name.npos || name.back() != ']') return {};
  const auto prefix = name.substr(0, open);
  auto unit = name.substr(open + 1, name.size() - open - 2);
  std::string_view zone;
  if (const auto comma = unit.find(','); comma != unit.npos) {
    zone = unit.substr(comma + 1);
    unit = unit.substr(0, comma);
    while (zone.starts_with(' ')) zone.remove_prefix(1);
    if (zone.starts_with("tz=")) zone.remove_prefix(3);
  }
  for (std::size_t i = 0; i < kUnitNames.size(); ++i) {
    if (unit != kUnitNames[i]) continue;
    const auto time_unit = arrow::TimeUnit::type(i);
    if (prefix == "datetime64" || prefix == "timestamp") return arrow::timestamp(time_unit, std::string(zone));
    if (!zone.empty()) return {};
    if (prefix == "timedelta64" || prefix == "duration") return arrow::duration(time_unit);
    if (prefix == "time64" && i >= 2) return arrow::time64(time_unit);
  }
  return {};
}

// A table of one row and one column is its element: so a time or a date is given.
std::shared_ptr<arrow::Scalar> only_element(const Table& table) {
  if (table.row_count() != 1 || table.column_count() != 1) {
    throw TypeError(fmt::format("a table is a literal only with one row and one column: {} rows, {} columns",
                                table.row_count(), table.column_count()));
  }
  return data::value_or_throw(table.arrow()->column(0)->GetScalar(0), "reading a literal");
}

}  // namespace

TypePtr type_of_name(std::string_view name) {
  const auto& types = named_types();
  if (const auto found = types.find(name); found != types.end()) return found->second;
  if (const auto type = type_with_unit(name)) return *type;
  throw TypeError(
      fmt::format("there is no column type of that name: {}; there are bool, int8 to int64, uint8 to "
                  "uint64, Int64, float32, float64, str, category, date, time, datetime64[s|ms|us|ns] "
                  "(or [us, zone]) and timedelta64[s|ms|us|ns]",
                  name));
}

std::string type_name(const arrow::DataType& type) {
  switch (type.id()) {
    case arrow::Type::FLOAT: return "float32";
    case arrow::Type::DOUBLE: return "float64";
    case arrow::Type::STRING:
    case arrow::Type::LARGE_STRING:
    case arrow::Type::STRING_VIEW: return "str";
    case arrow::Type::DICTIONARY: return "category";
    case arrow::Type::DURATION: return fmt::format("timedelta64[{}]", kUnitNames[elementwise::unit_of(type)]);
    case arrow::Type::TIMESTAMP: {
      const auto zone = elementwise::zone_of(type);
      return fmt::format("datetime64[{}{}{}]", kUnitNames[elementwise::unit_of(type)], zone.empty() ? "" : ", ", zone);
    }
    default: return arrow::is_integer(type.id()) || type.id() == arrow::Type::BOOL ? type.ToString() : "object";
  }
}

std::shared_ptr<arrow::Scalar> to_scalar(const Value& value) {
  const Value literal = value.native();
  if (literal.is_none()) return std::make_shared<arrow::NullScalar>();
  if (const auto* table = literal.if_boxed<Table>()) return only_element(*table);
  if (literal.kind() == ValueKind::Scalar) {
    switch (literal.dtype()) {
      case DType::Bool: return arrow::MakeScalar(literal.as<bool>());
      case DType::Int8: return arrow::MakeScalar(literal.as<std::int8_t>());
      case DType::Int16: return arrow::MakeScalar(literal.as<std::int16_t>());
      case DType::Int32: return arrow::MakeScalar(literal.as<std::int32_t>());
      case DType::Int64: return arrow::MakeScalar(literal.as<std::int64_t>());
      case DType::UInt8: return arrow::MakeScalar(literal.as<std::uint8_t>());
      case DType::UInt16: return arrow::MakeScalar(literal.as<std::uint16_t>());
      case DType::UInt32: return arrow::MakeScalar(literal.as<std::uint32_t>());
      case DType::UInt64: return arrow::MakeScalar(literal.as<std::uint64_t>());
      case DType::Float32: return arrow::MakeScalar(literal.as<float>());
      case DType::Float64: return arrow::MakeScalar(literal.as<double>());
      case DType::String: return std::make_shared<arrow::StringScalar>(literal.as<std::string>());
      default: break;
    }
  }
  throw TypeError("a column holds truth values, integers, floats, text, times or nothing: a value of type " +
                  literal.type_name());
}

}  // namespace tusk::kernels
