// astype, to_numeric, to_datetime, to_timedelta: values under other types.
#include <charconv>
#include <cmath>

#include <arrow/builder.h>
#include <arrow/compute/api_scalar.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/categories.h"
#include "kernels/elementwise/families.h"
#include "kernels/elementwise/time_texts.h"
#include "kernels/elementwise/timestamp_text.h"

namespace tusk::kernels::elementwise {

namespace {

bool is_category(const arrow::DataType& type) { return type.id() == arrow::Type::DICTIONARY; }

TypePtr values_of(const TypePtr& type) {
  return is_category(*type) ? static_cast<const arrow::DictionaryType&>(*type).value_type() : type;
}

std::string target_name(const Function& function, const Parameters& parameters) {
  return needed_parameter(function, parameters, "type").as<std::string>();
}

TypePtr astype_type(const Function& function, Types types, const Parameters& parameters) {
  const auto name = target_name(function, parameters);
  if (name == "category") return is_category(*types[0].type) ? types[0].type : open_category_type(types[0].type);
  const auto target = type_of_name(name);
  const auto from = values_of(types[0].type);
  const bool is_from_time = is_moment(*from) || is_duration(*from);
  if (is_from_time && is_float(*target)) refuse(function, types);
  return target;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\n\r\f\v";
  const auto first = text.find_first_not_of(kBlanks);
  return first == text.npos ? "" : text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// The whole text as a number; nothing if it is none.
template <class T>
std::optional<T> number_of(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return number;
}

// Appends read(text) for each text; what can't be read is missing if `coerces`, else throws ValueError naming it.
template <class Builder, class Read>
ArrayPtr read_texts(const TypePtr& type, const arrow::Array& array, bool coerces, Read read) {
  Builder builder(type, data::arrow_pool());
  visit_text(array, [&](const auto& texts) {
    for (std::int64_t i = 0; i < texts.length(); ++i) {
      const auto value = texts.IsValid(i) ? read(texts.GetView(i)) : std::nullopt;
      if (!value && texts.IsValid(i) && !coerces) {
        throw ValueError(fmt::format("text must read as {}: '{}'; errors='coerce' makes it missing", type_name(*type),
                                     texts.GetView(i)));
      }
      data::throw_unless_ok(value ? builder.Append(*value) : builder.AppendNull(), "reading text");
    }
  });
  return data::value_or_throw(builder.Finish(), "reading text");
}

ArrayPtr numbers_of_text(const ArrayPtr& texts, const TypePtr& type, bool coerces) {
  return visit_number(*type, [&]<class T>(std::type_identity<T>) {
    return read_texts<typename arrow::CTypeTraits<T>::BuilderType>(type, *texts, coerces, number_of<T>);
  });
}

// Rounded down where the unit is coarser.
std::int64_t count_of(const ReadMoment& moment, std::int64_t per_second) {
  return moment.seconds * per_second + moment.nanoseconds / (1'000'000'000 / per_second);
}

ArrayPtr moments_of_text(const ArrayPtr& texts, const TypePtr& type, bool coerces) {
  const auto per_second = units_per_second(unit_of(*type));
  return read_texts<arrow::TimestampBuilder>(type, *texts, coerces, [&](std::string_view text) {
    const auto moment = read_moment(text);
    return moment ? std::optional(count_of(*moment, per_second)) : std::nullopt;
  });
}

ArrayPtr durations_of_text(const ArrayPtr& texts, const TypePtr& type, bool coerces) {
  const auto unit_ns = 1'000'000'000 / units_per_second(unit_of(*type));
  return read_texts<arrow::DurationBuilder>(type, *texts, coerces, [&](std::string_view text) {
    const auto nanoseconds = read_duration(text);
    return nanoseconds ? std::optional(*nanoseconds / unit_ns) : std::nullopt;
  });
}

ArrayPtr with_missing_nan(const ArrayPtr& array, std::int64_t length) {
  const auto present = run_elementwise("notna", std::array{arrow::Datum(array)}, {}, length);
  return call_arrow("if_else", {present, array, arrow::Datum(arrow::MakeNullScalar(array->type()))}, length);
}

ArrayPtr integers_of(ArrayPtr array, const TypePtr& type, bool keeps_missing, std::int64_t length) {
  if (is_float(*array->type())) {
    array = with_missing_nan(array, length);
    const auto finite = run_elementwise("isinf", std::array{arrow::Datum(array)}, {}, length);
    if (static_cast<const arrow::BooleanArray&>(*finite).true_count() > 0) {
      throw ValueError("an infinite value can't become an integer; replace it first");
    }
  }
  if (!keeps_missing && array->null_count() > 0) {
    throw ValueError(
        fmt::format("cannot convert NA to integer: {} missing values; fillna first, or use the type "
                    "'Int64', which keeps them",
                    array->null_count()));
  }
  return cast(array, type);
}

// As Python prints it: the shortest text that reads back, with an exponent below 1e-4 and from 1e16.
template <class T>
void append_float(std::string& text, T value) {
  if (std::isnan(value)) return void(text += "nan");
  if (std::isinf(value)) return void(text += value < 0 ? "-inf" : "inf");
  char digits[64];
  const double size = std::fabs(double(value));
  const bool is_plain = size == 0 || (size >= 1e-4 && size < 1e16);
  const auto end = std::to_chars(digits, digits + sizeof digits, value,
                                 is_plain ? std::chars_format::fixed : std::chars_format::scientific)
                       .ptr;
  const std::string_view written(digits, std::size_t(end - digits));
  text += written;
  if (is_plain && written.find('.') == written.npos) text += ".0";
}

template <class Array>
ArrayPtr float_texts(const Array& floats, const TypePtr& type) {
  arrow::StringBuilder builder(data::arrow_pool());
  std::string text;
  for (std::int64_t i = 0; i < floats.length(); ++i) {
    text.clear();
    const bool is_missing = floats.IsNull(i) || std::isnan(floats.Value(i));
    if (!is_missing) append_float(text, floats.Value(i));
    data::throw_unless_ok(is_missing ? builder.AppendNull() : builder.Append(text), "printing numbers");
  }
  return cast(data::value_or_throw(builder.Finish(), "printing numbers"), type);
}

ArrayPtr texts_of(const ArrayPtr& array, const TypePtr& type, std::optional<std::int64_t> fineness) {
  const auto length = array->length();
  switch (array->type_id()) {
    case arrow::Type::DOUBLE: return float_texts(static_cast<const arrow::DoubleArray&>(*array), type);
    case arrow::Type::FLOAT: return float_texts(static_cast<const arrow::FloatArray&>(*array), type);
    case arrow::Type::DURATION:
    case arrow::Type::TIMESTAMP: return cast(texts_of_times(array, fineness), type);
    case arrow::Type::BOOL: {
      const arrow::Datum yes(std::make_shared<arrow::StringScalar>("True"));
      const arrow::Datum no(std::make_shared<arrow::StringScalar>("False"));
      return cast(call_arrow("if_else", {array, yes, no}, length), type);
    }
    default: return cast(array, type);
  }
}

// Text is true unless empty; NaN and missing are true, as in pandas.
ArrayPtr truths_of(const ArrayPtr& array, std::int64_t length) {
  const arrow::Datum column(array);
  if (is_number(*array->type())) {
    return run_elementwise("ne", std::array{column, arrow::Datum(arrow::MakeScalar(std::int64_t(0)))}, {}, length);
  }
  if (is_text(*array->type())) {
    const arrow::Datum empty(std::make_shared<arrow::StringScalar>(""));
    return run_elementwise("ne", std::array{column, empty}, {}, length);
  }
  throw TypeError("only numbers and text become truth values: " + type_name(*array->type()));
}

// A coarser unit rounds down.
ArrayPtr in_coarser_unit(const ArrayPtr& array, const TypePtr& type) {
  const std::int64_t ratio = units_per_second(unit_of(*array->type())) / units_per_second(unit_of(*type));
  const auto counts = viewed(arrow::Datum(array), arrow::int64());
  const auto rounded = run_elementwise("floordiv", std::array{counts, arrow::Datum(ratio)}, {}, array->length());
  return viewed(arrow::Datum(rounded), type).make_array();
}

bool is_coarser(const arrow::DataType& from, const arrow::DataType& to) {
  const bool are_alike = (is_duration(from) && is_duration(to)) ||
                         (from.id() == arrow::Type::TIMESTAMP && to.id() == arrow::Type::TIMESTAMP);
  return are_alike && zone_of(from) == zone_of(to) && unit_of(to) < unit_of(from);
}

// Numbers as counts of a timestamp's or duration's unit, cut towards zero.
ArrayPtr times_of_numbers(ArrayPtr array, const TypePtr& type) {
  if (is_float(*array->type())) array = with_missing_nan(array, array->length());
  return cast(cast(array, arrow::int64()), type);
}

// The column as the plain (not category) type. `keeps_missing`: integers may have missing values.
ArrayPtr converted(const ArrayPtr& array, const TypePtr& type, bool keeps_missing, bool coerces,
                   std::optional<std::int64_t> fineness = {}) {
  const auto length = array->length();
  const auto& from = *array->type();
  if (from.Equals(*type)) return array;
  if (is_null(from)) return nulls(type, length);
  if (is_coarser(from, *type)) return in_coarser_unit(array, type);
  if (is_text(*type)) return texts_of(array, type, fineness);
  if (is_bool(*type)) return truths_of(array, length);
  if (is_text(from)) {
    const auto texts = cast(array, plain_text(array->type()));
    if (type->id() == arrow::Type::TIMESTAMP) return moments_of_text(texts, type, coerces);
    if (type->id() == arrow::Type::DATE32) {
      return cast(moments_of_text(texts, arrow::timestamp(arrow::TimeUnit::SECOND), coerces), type);
    }
    if (is_duration(*type)) return durations_of_text(texts, type, coerces);
    if (!is_number(*type)) return cast(array, type);
    return numbers_of_text(texts, type, coerces);
  }
  if (is_integer(*type)) {
    if (is_moment(from) || is_duration(from)) {
      const auto counts = cast(array, from.id() == arrow::Type::DATE32 ? arrow::int32() : arrow::int64());
      return integers_of(counts, type, keeps_missing, length);
    }
    return integers_of(array, type, keeps_missing, length);
  }
  if (is_number(from) && (type->id() == arrow::Type::TIMESTAMP || is_duration(*type))) {
    return times_of_numbers(array, type);
  }
  return cast(array, type);
}

ArrayPtr run_astype(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  const auto array = as_array(operands[0], length);
  if (is_category(*type)) return is_category(*array->type()) ? array : with_sorted_categories(array);
  const auto name = target_name(function, parameters);
  const bool keeps_missing = name.starts_with("Int") || name.starts_with("UInt");
  std::optional<std::int64_t> fineness;
  if (operands.size() > 1 && operands[1].scalar()->is_valid) {
    fineness = static_cast<const arrow::Int64Scalar&>(*cast(operands[1], arrow::int64()).scalar()).value;
  }
  return converted(cast(array, values_of(array->type())), type, keeps_missing, false, fineness);
}

bool coerces_errors(const Function& function, const Parameters& parameters) {
  const auto errors = parameter<std::string>(parameters, "errors", "raise");
  if (errors == "raise" || errors == "coerce") return errors == "coerce";
  throw ValueError(fmt::format("{} takes errors 'raise' or 'coerce': '{}'", function.name, errors));
}

TypePtr numeric_type(const Function& function, Types types, const Parameters&) {
  const auto type = values_of(types[0].type);
  if (is_number(*type)) return type;
  if (!is_text(*type) && !is_null(*type)) refuse(function, types);
  return arrow::float64();
}

ArrayPtr run_to_numeric(const Function& function, Operands operands, const Parameters& parameters,
                        std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  const auto array = as_array(operands[0], length);
  return converted(cast(array, values_of(array->type())), type, true, coerces_errors(function, parameters));
}

arrow::TimeUnit::type unit_of_name(const Function& function, const std::string& name) {
  const std::string_view names[] = {"s", "ms", "us", "ns"};
  for (int i = 0; i < 4; ++i) {
    if (name == names[i]) return arrow::TimeUnit::type(i);
  }
  throw ValueError(fmt::format("{} takes a unit 'D', 'h', 'min', 's', 'ms', 'us' or 'ns': '{}'", function.name, name));
}

// A number's unit in nanoseconds.
std::int64_t unit_nanoseconds(const Function& function, const std::string& name) {
  if (const auto length = read_duration("1" + name)) return *length;
  return 1'000'000'000 / units_per_second(unit_of_name(function, name));
}

// Text and dates become microseconds; numbers count "unit" (nanoseconds). Integers of a coarser unit become
// microseconds too, all other numbers nanoseconds.
arrow::TimeUnit::type unit_to_count(const Function& function, const arrow::DataType& type,
                                    const Parameters& parameters) {
  if (!is_number(type)) return arrow::TimeUnit::MICRO;
  const auto unit_ns = unit_nanoseconds(function, parameter<std::string>(parameters, "unit", "ns"));
  return is_integer(type) && unit_ns >= 1'000 ? arrow::TimeUnit::MICRO : arrow::TimeUnit::NANO;
}

TypePtr datetime_type(const Function& function, Types types, const Parameters& parameters) {
  const auto type = values_of(types[0].type);
  if (type->id() == arrow::Type::TIMESTAMP) return type;
  if (is_bool(*type) || is_duration(*type)) refuse(function, types);
  return arrow::timestamp(unit_to_count(function, *type, parameters));
}

TypePtr timedelta_type(const Function& function, Types types, const Parameters& parameters) {
  const auto type = values_of(types[0].type);
  if (is_duration(*type)) return type;
  if (is_bool(*type) || is_moment(*type)) refuse(function, types);
  return arrow::duration(unit_to_count(function, *type, parameters));
}

// Whole units are counted as such, and a fraction is rounded to the digits that a unit has, as pandas does.
std::optional<std::int64_t> scaled_number(double value, std::int64_t unit_ns) {
  if (!(std::fabs(value) < 9.2e18)) return {};
  const double digits = std::pow(10.0, std::floor(std::log10(double(unit_ns))));
  const auto whole = std::int64_t(value);
  const double fraction = unit_ns == 1 ? 0 : std::nearbyint((value - double(whole)) * digits) / digits;
  std::int64_t scaled;
  if (__builtin_mul_overflow(whole, unit_ns, &scaled)) return {};
  if (__builtin_add_overflow(scaled, std::int64_t(fraction * double(unit_ns)), &scaled)) return {};
  return scaled;
}

std::optional<std::int64_t> scaled_number(std::int64_t value, std::int64_t unit_ns) {
  std::int64_t scaled;
  return __builtin_mul_overflow(value, unit_ns, &scaled) ? std::nullopt : std::optional(scaled);
}

// T is the numbers' C++ type: double or std::int64_t.
template <class T>
ArrayPtr scaled_counts(const Function& function, const ArrayPtr& numbers, std::int64_t unit_ns, bool coerces) {
  arrow::Int64Builder builder(data::arrow_pool());
  const Numbers<T> values{arrow::Datum(numbers)};
  for (std::int64_t i = 0; i < numbers->length(); ++i) {
    const bool is_there = numbers->IsValid(i) && values[i] == values[i];
    const auto scaled = is_there ? scaled_number(values[i], unit_ns) : std::nullopt;
    if (is_there && !scaled && !coerces) {
      throw ValueError(fmt::format("{} takes what 64 bits of its unit hold: {}; errors='coerce' makes it missing",
                                   function.name, values[i]));
    }
    data::throw_unless_ok(scaled ? builder.Append(*scaled) : builder.AppendNull(), "counting time");
  }
  return data::value_or_throw(builder.Finish(), "counting time");
}

ArrayPtr scaled_numbers(const Function& function, const ArrayPtr& numbers, const TypePtr& type,
                        const Parameters& parameters) {
  const auto unit_ns = unit_nanoseconds(function, parameter<std::string>(parameters, "unit", "ns")) /
                       (1'000'000'000 / units_per_second(unit_of(*type)));
  const bool coerces = coerces_errors(function, parameters);
  const auto counts = is_float(*numbers->type())
                          ? scaled_counts<double>(function, cast(numbers, arrow::float64()), unit_ns, coerces)
                          : scaled_counts<std::int64_t>(function, cast(numbers, arrow::int64()), unit_ns, coerces);
  return cast(counts, type);
}

ArrayPtr moments_by_format(const ArrayPtr& texts, const TypePtr& type, const std::string& format, bool coerces) {
  const arrow::compute::StrptimeOptions options(format, unit_of(*type), coerces);
  return call_arrow("strptime", {texts}, texts->length(), &options);
}

ArrayPtr run_to_time(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  const auto given = as_array(operands[0], length);
  const auto array = cast(given, values_of(given->type()));
  if (is_number(*array->type())) return scaled_numbers(function, array, type, parameters);
  const bool coerces = coerces_errors(function, parameters);
  const auto format = parameter<std::string>(parameters, "format", "");
  const bool is_free = format.empty() || format == "mixed" || format == "ISO8601";
  if (is_text(*array->type()) && !is_free) return moments_by_format(array, type, format, coerces);
  return converted(array, type, true, coerces);
}

constexpr Function kCastFunctions[] = {
    // A second operand says how fine the texts of times are.
    {"astype", 1, 2, astype_type, run_astype},
    {"to_numeric", 1, 1, numeric_type, run_to_numeric},
    {"to_datetime", 1, 1, datetime_type, run_to_time},
    {"to_timedelta", 1, 1, timedelta_type, run_to_time},
};

}  // namespace

Family cast_family() { return {.functions = kCastFunctions, .sees_categories = true}; }

}  // namespace tusk::kernels::elementwise
