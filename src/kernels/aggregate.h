// Aggregation by groups, and of whole columns: the reducer behind sum(), describe() and groupby().agg().
#pragma once

#include <string>
#include <vector>

#include "kernels/elementwise.h"
#include "kernels/reducer.h"

namespace tusk::kernels {

// One column of a result: `function` of `column`, named `output`. Functions are pandas': "sum", "prod", "mean", "std",
// "var", "sem", "min", "max", "count", "size" (no column), "any", "all", "first", "last", "median", "quantile",
// "nunique", "unique", "idxmin", "idxmax", "skew", "kurt", "list", and of two columns "cov" and "corr".
struct Aggregate {
  static constexpr std::string_view kName = "aggregate";
  std::string function;
  std::string column;
  std::string output;
  // "ddof" (1), "min_count" (0), "q" (0.5), "interpolation" ("linear"), "skipna" (true), "dropna" (true, nunique),
  // "index" (the column whose value idxmin and idxmax give), "other" (the second column of cov and corr),
  // "min_periods".
  Parameters options = {};
  static constexpr auto fields() {
    return std::tuple{field("function", &Aggregate::function), field("column", &Aggregate::column),
                      field("output", &Aggregate::output), field("options", &Aggregate::options)};
  }
};

struct Grouping {
  static constexpr std::string_view kName = "grouping";
  std::vector<std::string> keys;  // none: the whole input is one group, and the result has one row, of empty input too
  bool is_sorted = true;          // else groups stand in the order of their first rows
  bool drops_missing = true;      // rows with a missing key
  bool is_observed = true;        // else, with a key of categories, there is a group for all combinations of key values
  static constexpr auto fields() {
    return std::tuple{field("keys", &Grouping::keys), field("is_sorted", &Grouping::is_sorted),
                      field("drops_missing", &Grouping::drops_missing), field("is_observed", &Grouping::is_observed)};
  }
};

// The result has the keys' columns, under their names, and then the aggregates'. Throws KeyError for an unknown
// function or option.
ReducerPtr grouped_aggregation(Grouping grouping, std::vector<Aggregate> aggregates);
// Of a column of that type. Throws TypeError naming function, column and type where pandas would.
TypePtr aggregate_type(const Aggregate& aggregate, const TypePtr& input);
// Their names, sorted.
std::vector<std::string_view> aggregate_names();

}  // namespace tusk::kernels
