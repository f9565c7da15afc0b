// Reducers that keep rows, or count values: nlargest, drop_duplicates, value_counts, mode, quantiles of many columns,
// histograms, correlations.
#pragma once

#include <string>
#include <vector>

#include "kernels/reducer.h"

namespace tusk::kernels {

// The `count` rows with the largest (smallest) values of `columns`, the first column deciding, then the next; ties by
// `keep`: "first", "last", or "all", which are more rows then. Missing values lose. All columns of the input are kept;
// the result is sorted as pandas does.
ReducerPtr extreme_rows(std::vector<std::string> columns, std::int64_t count, bool is_largest, std::string keep);
// The rows that are the first (or "last") with their values in `subset` (empty: in all columns), in their order.
ReducerPtr distinct_rows(std::vector<std::string> subset, std::string keep);
// The rows that are the only ones with their values in `subset` (empty: in all columns), in their order.
ReducerPtr unrepeated_rows(std::vector<std::string> subset);
// Columns: the value's, and "count" (or "proportion"), sorted by count (ties in the order of first rows) unless
// is_sorted is false.
ReducerPtr value_counts(std::string column, bool drops_missing, bool is_sorted, bool is_ascending, bool is_normalized);
// The most frequent values of each column, sorted, as columns padded with missing values.
ReducerPtr modes(std::vector<std::string> columns, bool drops_missing);
// One row for each of `quantiles` (0 to 1), a column for each of `columns`; exact. `interpolation`: "linear", "lower",
// "higher", "midpoint", "nearest".
ReducerPtr quantiles(std::vector<std::string> columns, std::vector<double> quantiles, std::string interpolation);
// Counts in bins between `edges` (ascending; the last bin includes its upper edge), as NumPy's histogram: one column
// "count", a row a bin.
ReducerPtr histogram(std::string column, std::vector<double> edges);
// Pairwise covariances, or correlations, of numeric columns, missing values left out pairwise: a column for each, a
// row for each.
ReducerPtr covariances(std::vector<std::string> columns, std::int64_t min_periods, std::int64_t ddof,
                       bool is_correlation);

}  // namespace tusk::kernels
