// DataFrame: a lazy table in partitions, with an index perhaps. Names and meanings are pandas'.
//
//   DataFrame trips = read_csv("taxi/2019-*.csv", {.parse_dates = {"pickup", "dropoff"}});
//   Table by_vendor = trips.groupby("VendorID").agg({{"fare", "mean"}}).compute();
//
// Operations only note what to do; compute(), head(), length() and writing do it. A frame without an index counts its
// rows from 0. See <tusk/dataframe/series.h> for missing values and mistakes.
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tusk/dataframe/series.h>

namespace tusk {

class GroupBy;
class ColumnReference;

// What @name stands for in a query: a column, a lazy scalar, a literal, or a list (a Value of a Sequence).
using QueryVariables = std::map<std::string, Operand>;

// Columns and their names after a change: {{"VendorID", "vendor"}}.
using Renames = std::map<std::string, std::string>;

// Which columns describe() takes: all, or those of types as in select_dtypes().
struct DescribedTypes {
  bool is_all = false;
  std::vector<std::string> include = {};
  std::vector<std::string> exclude = {};
};

class DataFrame : public LazyFrame {
 public:
  using ValueType = Table;
  explicit DataFrame(expr::NodePtr node);
  static DataFrame of_collection(const lazy::CollectionPtr& collection);

  // The index's columns ("__index_level_0__" …), and then the others.
  Table compute(const RunOptions& options = {}) const;
  DataFrame persist(const RunOptions& options = {}) const { return DataFrame(persisted_node(options)); }
  // The structure: columns, dtypes, partitions; no rows.
  std::string to_string() const;

  std::vector<std::string> columns() const;
  std::vector<std::pair<std::string, std::string>> dtypes() const;
  std::vector<std::optional<std::string>> index_names() const;  // none: rows are counted
  Scalar size() const;                                          // rows times columns
  Scalar row_count() const;
  std::int64_t length(const RunOptions& options = {}) const;  // computes the number of rows

  // Columns and rows. Throws KeyError naming near columns.
  Series operator[](const std::string& column) const { return this->column(column); }
  Series operator[](const char* column) const { return this->column(column); }
  ColumnReference operator[](const std::string& column);
  ColumnReference operator[](const char* column);
  DataFrame operator[](const std::vector<std::string>& columns) const;
  DataFrame operator[](std::initializer_list<const char*> columns) const;
  DataFrame operator[](const Series& mask) const;
  Series column(const std::string& name) const;
  // head() and tail() compute; from the first `npartitions` partitions (-1: all), and the last one.
  Table head(std::int64_t n = 5, std::int64_t npartitions = 1) const;
  Table tail(std::int64_t n = 5) const;
  DataFrame first_rows(std::int64_t n, std::int64_t npartitions = 1) const;
  DataFrame last_rows(std::int64_t n) const;
  DataFrame partitions(const std::vector<std::int64_t>& numbers) const;
  // By the first column, then the next; keep as for a Series.
  DataFrame nlargest(std::int64_t n, const std::vector<std::string>& columns, const std::string& keep = "first") const;
  DataFrame nsmallest(std::int64_t n, const std::vector<std::string>& columns, const std::string& keep = "first") const;
  // keep: of rows with equal values in the subset (empty: in all columns) the "first", the "last", or "none".
  DataFrame drop_duplicates(const std::vector<std::string>& subset = {}, const std::string& keep = "first") const;
  // Rows with a missing value in any ("all": in every) column of the subset (empty: of all) are left out.
  DataFrame dropna(const std::string& how = "any", const std::vector<std::string>& subset = {}) const;
  // Rows for which an expression holds, in pandas' grammar: "x > 3 and name in ['a', 'b'] and `a column` < @limit".
  // Throws ValueError, KeyError or TypeError telling at which character the mistake is.
  DataFrame query(const std::string& expression, const QueryVariables& variables = {}) const;
  DataFrame select_dtypes(const std::vector<std::string>& include, const std::vector<std::string>& exclude = {}) const;

  // Other columns.
  DataFrame assign(const std::string& column, const Operand& values) const;
  // "z = x + y", an assignment a line; evaluate() gives what one expression is.
  DataFrame eval(const std::string& assignments, const QueryVariables& variables = {}) const;
  Series evaluate(const std::string& expression, const QueryVariables& variables = {}) const;
  DataFrame drop(const std::vector<std::string>& columns) const;
  DataFrame rename(const Renames& names) const;
  DataFrame add_prefix(const std::string& prefix) const;
  DataFrame add_suffix(const std::string& suffix) const;
  DataFrame astype(const std::string& dtype) const;
  DataFrame astype(const std::map<std::string, std::string>& dtypes) const;
  // Texts, and columns whose categories aren't known (or these columns), as known categories, sorted: a pass over the
  // rows finds them.
  DataFrame categorize(const std::vector<std::string>& columns = {}, const RunOptions& options = {}) const;
  // A row for each element of the lists of these columns, which are equally long in each row; see Series::explode.
  DataFrame explode(const std::vector<std::string>& columns) const;
  // The columns `value_vars` (by default all others) below each other: `id_vars`, the column's name, its value. The
  // columns have one type, or are numbers. As many partitions for each column as the frame has.
  DataFrame melt(const std::vector<std::string>& id_vars = {},
                 const std::optional<std::vector<std::string>>& value_vars = {},
                 const std::string& var_name = "variable", const std::string& value_name = "value") const;
  // These values, and those of `other`, of the same rows, where they are missing; then the columns that only
  // `other` has.
  DataFrame combine_first(const DataFrame& other) const;
  // The column becomes the index, in the order that the rows have; nothing is sorted.
  DataFrame with_index(const std::string& column) const;
  // The index under other names, one for each level.
  DataFrame rename_index(const std::vector<std::optional<std::string>>& names) const;
  DataFrame reset_index() const;  // the index becomes the first columns
  DataFrame drop_index() const;   // reset_index(drop=True)
  // Any function of the kernels on every column, the column being its first operand.
  DataFrame elementwise(const std::string& function, const std::vector<Operand>& operands = {},
                        const std::map<std::string, Value>& parameters = {}) const;
  DataFrame isna() const { return elementwise("isna"); }
  DataFrame notna() const { return elementwise("notna"); }
  DataFrame fillna(const Operand& value) const;
  DataFrame fillna(const std::map<std::string, Value>& values) const;
  DataFrame isin(const std::vector<Value>& values) const;
  DataFrame where(const LazyFrame& condition, const Operand& other = Operand(Value())) const;
  DataFrame mask(const LazyFrame& condition, const Operand& other = Operand(Value())) const;
  DataFrame clip(const Operand& lower, const Operand& upper) const { return elementwise("clip", {lower, upper}); }
  DataFrame round(int decimals = 0) const;
  DataFrame abs() const { return elementwise("abs"); }
  DataFrame replace(const std::vector<Value>& from, const std::vector<Value>& to) const;

  // In the order of the rows, column by column; see Series.
  DataFrame cumsum(bool skipna = true) const;
  DataFrame cumprod(bool skipna = true) const;
  DataFrame cummin(bool skipna = true) const;
  DataFrame cummax(bool skipna = true) const;
  DataFrame shift(std::int64_t periods = 1, const Value& fill_value = Value()) const;
  DataFrame diff(std::int64_t periods = 1) const;
  DataFrame ffill() const;
  DataFrame bfill() const;

  // Reductions: a series with the columns' names as index.
  Series sum(bool numeric_only = false, bool skipna = true, std::int64_t min_count = 0) const;
  Series prod(bool numeric_only = false, bool skipna = true, std::int64_t min_count = 0) const;
  Series mean(bool numeric_only = false, bool skipna = true) const;
  Series std(bool numeric_only = false, bool skipna = true, std::int64_t ddof = 1) const;
  Series var(bool numeric_only = false, bool skipna = true, std::int64_t ddof = 1) const;
  Series sem(bool numeric_only = false, bool skipna = true, std::int64_t ddof = 1) const;
  Series min(bool numeric_only = false, bool skipna = true) const;
  Series max(bool numeric_only = false, bool skipna = true) const;
  Series count(bool numeric_only = false) const;
  Series any() const;
  Series all() const;
  Series median(bool numeric_only = false) const;
  Series nunique(bool dropna = true) const;
  Series idxmin(bool numeric_only = false) const;
  Series idxmax(bool numeric_only = false) const;
  DataFrame mode(bool numeric_only = false, bool dropna = true) const;
  Series median_approximate(bool numeric_only = false) const { return median(numeric_only); }  // exact
  Scalar nunique_approx() const;                                                               // of rows
  // Bytes of each column, and of the index as "Index".
  Series memory_usage(bool index = true) const;
  Series memory_usage_per_partition(bool index = true) const;
  Scalar nbytes() const;
  Series quantile(double q = 0.5, bool numeric_only = false, std::string_view interpolation = kLinear) const;
  // A row for each quantile, which is the index.
  DataFrame quantile(const std::vector<double>& q, bool numeric_only = false,
                     std::string_view interpolation = kLinear) const;
  // Of the columns of numbers and times if there are such, else of all; see Series::describe. What is not said of a
  // column is missing.
  DataFrame describe(const std::vector<double>& percentiles = {0.25, 0.5, 0.75}) const;
  DataFrame describe(const DescribedTypes& types, const std::vector<double>& percentiles = {0.25, 0.5, 0.75}) const;
  DataFrame corr(bool numeric_only = false, std::int64_t min_periods = 1) const;
  DataFrame cov(bool numeric_only = false, std::int64_t min_periods = 1, std::int64_t ddof = 1) const;
  Series aggregate(const std::string& function, bool numeric_only = false,
                   const std::map<std::string, Value>& options = {}) const;

  // "sum", "mean", "min", "max", "count", "any" or "all" of each row: pandas' axis=1. Options: "skipna", and
  // "min_count" of sums.
  Series across(const std::string& function, bool numeric_only = false,
                const std::map<std::string, Value>& options = {}) const;

  GroupBy groupby(const std::string& by) const;
  GroupBy groupby(std::initializer_list<const char*> by) const;
  GroupBy groupby(std::initializer_list<const char*> by, const GroupByOptions& options) const;
  GroupBy groupby(const std::vector<std::string>& by) const;
  GroupBy groupby(const std::vector<std::string>& by, const GroupByOptions& options) const;
  GroupBy groupby(const std::vector<Series>& by) const;
  GroupBy groupby(const std::vector<Series>& by, const GroupByOptions& options) const;
  // By levels of the index, from 0 or from -1, the last one.
  GroupBy groupby_levels(const std::vector<std::int64_t>& levels, const GroupByOptions& options) const;
};

// A column of a frame that can be given other values: trips["speed"] = trips["distance"] / hours. One that isn't there
// can only be given values; whatever else is asked of it throws KeyError.
class ColumnReference : public Series {
 public:
  ColumnReference(DataFrame& frame, const std::string& column);
  ColumnReference(const ColumnReference&) = default;
  ColumnReference& operator=(const Operand& values);
  ColumnReference& operator=(const ColumnReference& values) { return *this = Operand(values); }

 private:
  DataFrame& frame_;
  std::string column_;
};

// Rows of all frames, one after the other. They have the same columns.
DataFrame concat(const std::vector<DataFrame>& frames);
Series concat(const std::vector<Series>& series);
// The columns of all frames and series beside each other. They have the same rows, and different names.
DataFrame concat_columns(const std::vector<LazyFrame>& frames);

}  // namespace tusk
