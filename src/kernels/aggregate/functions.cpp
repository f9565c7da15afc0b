// The functions of all families by name.
#include <algorithm>

#include <arrow/type.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tusk/core/error.h>

#include "core/near_names.h"
#include "kernels/aggregate/families.h"

namespace tusk::kernels {

namespace aggregate {

namespace {

const std::vector<const AggregateFunction*>& functions_by_name() {
  static const auto functions = [] {
    std::vector<const AggregateFunction*> all;
    for (const auto family :
         {counts, sums, moments, extremes, quantiles, distinct_values, first_and_last, logical, co_moments})
      for (const auto& function : family()) all.push_back(&function);
    std::ranges::sort(all, {}, [](const auto* function) { return function->name; });
    return all;
  }();
  return functions;
}

std::string kind_of(const arrow::DataType& type) {
  switch (type.id()) {
    case arrow::Type::STRING:
    case arrow::Type::LARGE_STRING:
    case arrow::Type::STRING_VIEW: return "text";
    case arrow::Type::DICTIONARY: return "categories";
    default: return type.ToString();
  }
}

// Columns of nulls without a type count as floats.
std::vector<TypePtr> column_types(Types types) {
  std::vector<TypePtr> known(types.begin(), types.end());
  for (auto& type : known)
    if (type->id() == arrow::Type::NA) type = arrow::float64();
  return known;
}

[[noreturn]] void throw_unknown(const std::string& name) {
  const auto known = aggregate_names();
  const auto near = core::did_you_mean(name, {known.begin(), known.end()});
  throw KeyError(fmt::format("an aggregation must be one of {}: got '{}'{}{}", fmt::join(known, ", "), name,
                             near.empty() ? "" : "; ", near));
}

}  // namespace

void refuse(const Aggregate& aggregate, const arrow::DataType& input) {
  throw TypeError(
      fmt::format("the {} of a column of {} can't be computed: column '{}' is {}; leave it out, or convert it",
                  aggregate.function, kind_of(input), aggregate.column, input.ToString()));
}

const AggregateFunction& find_function(const Aggregate& aggregate) {
  const auto& all = functions_by_name();
  const auto found = std::ranges::find(all, aggregate.function, [](const auto* function) { return function->name; });
  if (found == all.end()) throw_unknown(aggregate.function);
  for (const auto& [name, value] : aggregate.options)
    if (std::ranges::find((*found)->options, name) == (*found)->options.end())
      throw KeyError(fmt::format("the aggregation '{}' has no option '{}': it has {}", aggregate.function, name,
                                 fmt::join((*found)->options, ", ")));
  return **found;
}

std::vector<std::string> columns_of(const Aggregate& aggregate) {
  std::vector<std::string> columns;
  if (aggregate.function != "size") columns.push_back(aggregate.column);
  for (const char* name : {"index", "other"}) {
    const auto column = option<std::string>(aggregate, name, "");
    if (!column.empty()) columns.push_back(column);
  }
  return columns;
}

TypePtr result_type(const Aggregate& aggregate, Types types) {
  return find_function(aggregate).result_type(aggregate, column_types(types));
}

AccumulatorPtr make_accumulator(const Aggregate& aggregate, Types types) {
  const auto& function = find_function(aggregate);
  const auto known = column_types(types);
  (void)function.result_type(aggregate, known);
  auto accumulator = function.make(aggregate, known);
  const bool is_null_where_missing = function.is_null_where_missing && !option(aggregate, "skipna", true);
  return is_null_where_missing ? null_where_missing(std::move(accumulator)) : std::move(accumulator);
}

}  // namespace aggregate

TypePtr aggregate_type(const Aggregate& aggregate, const TypePtr& input) {
  return aggregate::result_type(aggregate, {&input, 1});
}

std::vector<std::string_view> aggregate_names() {
  std::vector<std::string_view> names;
  for (const auto* function : aggregate::functions_by_name()) names.push_back(function->name);
  return names;
}

}  // namespace tusk::kernels
