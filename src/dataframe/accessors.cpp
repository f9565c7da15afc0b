#include <tusk/dataframe/accessors.h>

#include <utility>

#include <arrow/type.h>
#include <arrow/type_traits.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "dataframe/nodes.h"

namespace tusk {

namespace {

Series checked_series(Series series, bool is_right, std::string_view accessor, std::string_view wanted) {
  if (is_right) return series;
  throw TypeError(fmt::format(".{} is for {}: the series '{}' has {}", accessor, wanted, series.name().value_or(""),
                              series.dtype()));
}

const arrow::DataType& type_of(const Series& series) { return *expr::value_type(series.node()->meta()); }

bool is_temporal(const Series& series) {
  return arrow::is_temporal(type_of(series).id()) || type_of(series).id() == arrow::Type::DURATION;
}

bool is_text(const Series& series) {
  const arrow::DataType* type = &type_of(series);
  if (type->id() == arrow::Type::DICTIONARY) type = static_cast<const arrow::DictionaryType&>(*type).value_type().get();
  return arrow::is_base_binary_like(type->id()) || type->id() == arrow::Type::STRING_VIEW;
}

}  // namespace

DatetimeMethods::DatetimeMethods(Series series)
    : series_(checked_series(series, is_temporal(series), "dt", "dates, times and durations")) {}

Series DatetimeMethods::call(const std::string& name, const std::map<std::string, Value>& parameters) const {
  return series_.elementwise("dt." + name, {}, parameters);
}

StringMethods::StringMethods(Series series) : series_(checked_series(series, is_text(series), "str", "texts")) {}

Series StringMethods::call(const std::string& name, const std::map<std::string, Value>& parameters) const {
  return series_.elementwise("str." + name, {}, parameters);
}

Series StringMethods::contains(const std::string& pattern, bool regex, bool case_sensitive) const {
  return call("contains",
              {{"pat", Value::of(pattern)}, {"regex", Value::of(regex)}, {"case", Value::of(case_sensitive)}});
}

Series StringMethods::replace(const std::string& pattern, const std::string& replacement, bool regex) const {
  return call("replace", {{"pat", Value::of(pattern)}, {"repl", Value::of(replacement)}, {"regex", Value::of(regex)}});
}

Series StringMethods::slice(std::int64_t start, std::optional<std::int64_t> stop, std::int64_t step) const {
  std::map<std::string, Value> parameters = {{"start", Value::of(start)}, {"step", Value::of(step)}};
  if (stop) parameters["stop"] = Value::of(*stop);
  return call("slice", parameters);
}

CategoricalMethods::CategoricalMethods(Series series)
    : series_(checked_series(series, type_of(series).id() == arrow::Type::DICTIONARY, "cat", "categories")) {}

DatetimeMethods Series::dt() const { return DatetimeMethods(*this); }
StringMethods Series::str() const { return StringMethods(*this); }
CategoricalMethods Series::cat() const { return CategoricalMethods(*this); }

}  // namespace tusk
