// GroupBy: rows with equal keys, to be aggregated, or each to be given what belongs to its group.
//
//   trips.groupby({"VendorID"})["fare"].mean()
//   trips.groupby({"VendorID"}).agg({{"fare", {"mean", "max"}}, {"distance", {"sum"}}})
//   trips.assign("share", trips["fare"] / trips.groupby({"VendorID"})["fare"].transform("sum"))
//
// Aggregations are pandas': sum, prod, mean, median, std, var, sem, min, max, count, size, first, last, nunique,
// unique, any, all, idxmin, idxmax, skew, kurt, quantile, list. A result is one partition, or
// GroupByOptions::split_out.
#pragma once

#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <tusk/dataframe/data_frame.h>
#include <tusk/graph/function.h>

namespace tusk {

struct GroupByOptions {
  bool sort = true;      // groups in the order of their keys, else of their first rows
  bool dropna = true;    // rows with a missing key belong to no group
  bool as_index = true;  // the keys are the result's index, else its first columns
  bool observed = true;  // of categories as keys only those that occur, else all their combinations
  std::int64_t split_every = 8;
  // Partitions of an aggregation's result: groups are spread over them by their keys, and sorted within each. One where
  // all categories are asked for, which are few.
  std::int64_t split_out = 1;
};

// An aggregation of one's own, in three steps over tables. The first column of each table is "__group__", the number
// of a row's group; results have a row a group, and the same first column. Steps may be called on any number of rows,
// but one at least, from several threads at once.
//
//   chunk:    the rows of a partition (__group__, the column)    -> a row a group (__group__, any columns)
//   combine:  results of chunks, or of combine, put together     -> the same columns, a row a group
//   finalize: a row a group, as combine gives it                 -> (__group__, the result)
struct Aggregation {
  std::string name;
  std::string dtype;  // the result's: "float64"
  OperationPtr chunk, combine, finalize;
};

// Of functions Table(const Table&).
template <class Chunk, class Combine, class Finalize>
Aggregation aggregation(std::string name, std::string dtype, Chunk chunk, Combine combine, Finalize finalize) {
  const auto step = [](auto f) { return call(function(f), {Argument::of_input(0)}); };
  return {std::move(name), std::move(dtype), step(chunk), step(combine), step(finalize)};
}

// An aggregation of a column under a name of its own.
struct NamedAggregation {
  std::string name;
  std::string column;
  std::string function;
  std::map<std::string, Value> options = {};
  std::shared_ptr<const Aggregation> own = nullptr;  // instead of `function`
};

// Several functions of a column: their results are named "fare_mean", "fare_max".
struct ColumnFunctions {
  const char* column;
  std::initializer_list<const char*> functions;
};

class SeriesGroupBy;

class GroupBy {
 public:
  // `frame` has the keys' series beside it; what is aggregated are its columns that are not keys by name.
  GroupBy(DataFrame frame, std::vector<Series> keys, GroupByOptions options);

  GroupBy operator[](const std::vector<std::string>& columns) const;
  GroupBy operator[](std::initializer_list<const char*> columns) const;
  SeriesGroupBy operator[](const std::string& column) const;
  SeriesGroupBy operator[](const char* column) const;
  const std::vector<std::string>& columns() const { return columns_; }
  // Those that head(), tail() and get_group() give: all of the frame, unless some were chosen.
  std::vector<std::string> row_columns() const { return is_chosen_ ? columns_ : frame_.columns(); }
  const DataFrame& frame() const { return frame_; }
  const std::vector<Series>& keys() const { return keys_; }
  const GroupByOptions& options() const { return options_; }
  GroupBy with_options(const GroupByOptions& options) const;

  DataFrame aggregate(const std::string& function, const std::map<std::string, Value>& options = {},
                      bool numeric_only = false) const;
  DataFrame agg(const std::vector<NamedAggregation>& aggregations) const;
  // One function a column: columns keep their names.
  DataFrame agg(const std::map<std::string, std::string>& functions) const;
  DataFrame agg(std::initializer_list<std::pair<const char*, const char*>> functions) const;
  DataFrame agg(std::initializer_list<ColumnFunctions> functions) const;

  DataFrame sum(bool numeric_only = false) const { return aggregate("sum", {}, numeric_only); }
  DataFrame prod(bool numeric_only = false) const { return aggregate("prod", {}, numeric_only); }
  DataFrame mean(bool numeric_only = false) const { return aggregate("mean", {}, numeric_only); }
  DataFrame std(bool numeric_only = false) const { return aggregate("std", {}, numeric_only); }
  DataFrame var(bool numeric_only = false) const { return aggregate("var", {}, numeric_only); }
  DataFrame sem(bool numeric_only = false) const { return aggregate("sem", {}, numeric_only); }
  DataFrame skew(bool numeric_only = false) const { return aggregate("skew", {}, numeric_only); }
  DataFrame median(bool numeric_only = false) const { return aggregate("median", {}, numeric_only); }
  DataFrame min(bool numeric_only = false) const { return aggregate("min", {}, numeric_only); }
  DataFrame max(bool numeric_only = false) const { return aggregate("max", {}, numeric_only); }
  DataFrame idxmin(bool numeric_only = false) const { return aggregate("idxmin", {}, numeric_only); }
  DataFrame idxmax(bool numeric_only = false) const { return aggregate("idxmax", {}, numeric_only); }
  DataFrame any() const { return aggregate("any"); }
  DataFrame all() const { return aggregate("all"); }
  DataFrame count() const { return aggregate("count"); }
  DataFrame first() const { return aggregate("first"); }
  DataFrame last() const { return aggregate("last"); }
  DataFrame nunique() const { return aggregate("nunique"); }
  DataFrame quantile(double q = 0.5, bool numeric_only = false) const;
  // A row for each group and quantile: both are the index. `interpolation` as for Series::quantile.
  DataFrame quantile(const std::vector<double>& q, bool numeric_only = false,
                     std::string_view interpolation = kLinear) const;
  // How often each combination of the columns' values occurs in each group, which are the index; in a group the most
  // frequent come first.
  Series value_counts(bool normalize = false, bool sort = true, bool ascending = false, bool dropna = true) const;
  Series size() const;
  // "sum", "prod", "min" or "max" of a row's group up to the row, in the order of the rows, of which there are as many.
  DataFrame cumulative(const std::string& fold, bool numeric_only = false) const;
  DataFrame cumsum(bool numeric_only = false) const { return cumulative("sum", numeric_only); }
  DataFrame cumprod(bool numeric_only = false) const { return cumulative("prod", numeric_only); }
  DataFrame cummin(bool numeric_only = false) const { return cumulative("min", numeric_only); }
  DataFrame cummax(bool numeric_only = false) const { return cumulative("max", numeric_only); }
  Series cumcount(bool ascending = true) const;  // rows of the group before the row; else after it
  // The value `periods` rows before in the row's group (after, if negative), missing where there is none: then whole
  // numbers become float64. Missing values as the last one before them in the group, or the next one after them. Rows
  // of no group get nothing.
  DataFrame shift(std::int64_t periods = 1) const;
  DataFrame ffill() const;
  DataFrame bfill() const;
  // Pairwise, over rows in which neither is missing: a row for each group and column, a column for each column.
  DataFrame cov(std::int64_t min_periods = 1, std::int64_t ddof = 1, bool numeric_only = false) const;
  DataFrame corr(std::int64_t min_periods = 1, bool numeric_only = false) const;

  // At most n rows of each group (of a negative n: all but -n), from one end; they keep their order and index. Lazy.
  DataFrame head(std::int64_t n = 5) const;
  DataFrame tail(std::int64_t n = 5) const;
  // The rows whose keys are these; None is a missing key. Without such rows the result is empty.
  DataFrame get_group(const std::vector<Value>& key) const;

  // Each row gets its group's result; null where it belongs to no group. The rows are the frame's own, so that the
  // result can be put beside its columns.
  DataFrame transform(const std::string& function, const std::map<std::string, Value>& options = {}) const;
  // A function Table(const Table&) of all rows of one group (the columns alone), which gives as many rows with the
  // columns of `result`. Rows go to another partition, by the hash of their keys, and come back.
  DataFrame transform(const FunctionPtr& function, const Table& result) const;
  // The same, of any number of rows: a row of the result is named by its group's keys. Groups are sorted (unless
  // sort=false) within partitions; with more than one partition, which groups are in which follows from their keys'
  // hashes. As many partitions as the frame has, and rows of one partition at a time are in memory.
  DataFrame apply(const FunctionPtr& function, const Table& result) const;

 private:
  DataFrame filled(bool is_backward) const;
  DataFrame with_ordered_extremes(const std::vector<NamedAggregation>& aggregations) const;

  DataFrame frame_;
  std::vector<Series> keys_;
  std::vector<std::string> columns_;
  bool is_chosen_ = false;
  GroupByOptions options_;
};

class SeriesGroupBy {
 public:
  SeriesGroupBy(GroupBy groups, std::string column) : groups_(std::move(groups)), column_(std::move(column)) {}
  // The groups with this column alone.
  const GroupBy& groups() const { return groups_; }
  const std::string& column() const { return column_; }

  Series aggregate(const std::string& function, const std::map<std::string, Value>& options = {}) const;
  Series aggregate(const Aggregation& own) const;
  // A column for each function, under its name.
  DataFrame agg(const std::vector<std::string>& functions) const;
  DataFrame agg(std::initializer_list<const char*> functions) const;

  Series sum() const { return aggregate("sum"); }
  Series prod() const { return aggregate("prod"); }
  Series mean() const { return aggregate("mean"); }
  Series std() const { return aggregate("std"); }
  Series var() const { return aggregate("var"); }
  Series sem() const { return aggregate("sem"); }
  Series skew() const { return aggregate("skew"); }
  Series median() const { return aggregate("median"); }
  Series min() const { return aggregate("min"); }
  Series max() const { return aggregate("max"); }
  Series idxmin() const { return aggregate("idxmin"); }
  Series idxmax() const { return aggregate("idxmax"); }
  Series any() const { return aggregate("any"); }
  Series all() const { return aggregate("all"); }
  Series count() const { return aggregate("count"); }
  Series first() const { return aggregate("first"); }
  Series last() const { return aggregate("last"); }
  Series nunique() const { return aggregate("nunique"); }
  Series unique() const { return aggregate("unique"); }
  Series quantile(double q = 0.5) const;
  Series quantile(const std::vector<double>& q, std::string_view interpolation = kLinear) const {
    return groups_.quantile(q, false, interpolation).column(column_);
  }
  Series size() const { return groups_.size(); }
  Series cumulative(const std::string& fold) const { return groups_.cumulative(fold).column(column_); }
  Series cumsum() const { return cumulative("sum"); }
  Series cumprod() const { return cumulative("prod"); }
  Series cummin() const { return cumulative("min"); }
  Series cummax() const { return cumulative("max"); }
  Series cumcount(bool ascending = true) const { return groups_.cumcount(ascending); }
  Series shift(std::int64_t periods = 1) const { return groups_.shift(periods).column(column_); }
  Series ffill() const { return groups_.ffill().column(column_); }
  Series bfill() const { return groups_.bfill().column(column_); }
  // How often each value occurs in each group, which are the index; in a group the most frequent come first.
  Series value_counts(bool normalize = false, bool sort = true, bool ascending = false, bool dropna = true) const {
    return groups_.value_counts(normalize, sort, ascending, dropna);
  }

  Series head(std::int64_t n = 5) const { return groups_.head(n).column(column_); }
  Series tail(std::int64_t n = 5) const { return groups_.tail(n).column(column_); }
  Series get_group(const std::vector<Value>& key) const { return groups_.get_group(key).column(column_); }
  Series transform(const std::string& function, const std::map<std::string, Value>& options = {}) const {
    return groups_.transform(function, options).column(column_);
  }

 private:
  GroupBy groups_;
  std::string column_;
};

}  // namespace tusk
