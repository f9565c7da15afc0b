// The functions that aggregates are made of: each family (a .cpp file here) checks its types and makes accumulators.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include <arrow/type_fwd.h>

#include "kernels/aggregate.h"
#include "kernels/aggregate/accumulator.h"

namespace tusk::kernels::aggregate {

// The types of an accumulator's columns: of the values, and of the index or the other column; none for size.
using Types = std::span<const TypePtr>;

struct AggregateFunction {
  std::string_view name;
  std::vector<std::string_view> options;
  // The result's type. Throws TypeError by refuse().
  TypePtr (*result_type)(const Aggregate& aggregate, Types types);
  // `types` are such that result_type() takes.
  AccumulatorPtr (*make)(const Aggregate& aggregate, Types types);
  // Whether skipna=false makes the result null in groups with a missing value; others see to it themselves.
  bool is_null_where_missing = true;
  // Whether its state is about as large as its input.
  bool is_holistic = false;
};

std::span<const AggregateFunction> counts();
std::span<const AggregateFunction> sums();
std::span<const AggregateFunction> moments();
std::span<const AggregateFunction> extremes();
std::span<const AggregateFunction> quantiles();
std::span<const AggregateFunction> distinct_values();
std::span<const AggregateFunction> first_and_last();
std::span<const AggregateFunction> logical();
std::span<const AggregateFunction> co_moments();

// Throws TypeError: there is no such function of columns of that type.
[[noreturn]] void refuse(const Aggregate& aggregate, const arrow::DataType& input);

// An option, or what it is when it is not given.
template <class T>
T option(const Aggregate& aggregate, const char* name, T otherwise) {
  const auto found = aggregate.options.find(name);
  return found == aggregate.options.end() ? otherwise : found->second.template as<T>();
}

// The function of that name. Throws KeyError listing near names, and for an option that the function has not.
const AggregateFunction& find_function(const Aggregate& aggregate);
// The columns of an aggregate: its values, and its index or other column, as far as it has them.
std::vector<std::string> columns_of(const Aggregate& aggregate);
// The type of the result, and the accumulator, of an aggregate of columns of those types.
TypePtr result_type(const Aggregate& aggregate, Types types);
AccumulatorPtr make_accumulator(const Aggregate& aggregate, Types types);

// `accumulator`, but null in the groups that have a missing value: skipna=false.
AccumulatorPtr null_where_missing(AccumulatorPtr accumulator);

}  // namespace tusk::kernels::aggregate
