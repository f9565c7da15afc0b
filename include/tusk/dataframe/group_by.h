// GroupBy: rows with equal keys, to be aggregated.
//
//   trips.groupby({"VendorID"})["fare"].mean()
//   trips.groupby({"VendorID"}).agg({{"fare", {"mean", "max"}}, {"distance", {"sum"}}})
#pragma once

#include <map>
#include <string>
#include <vector>

#include <tusk/dataframe/data_frame.h>

namespace tusk {

struct GroupByOptions {
  bool sort = true;      // groups in the order of their keys, else of their first rows
  bool dropna = true;    // rows with a missing key belong to no group
  bool as_index = true;  // the keys are the result's index, else its first columns
  bool observed = true;  // of categories as keys only those that occur
  std::int64_t split_every = 8;
};

// An aggregation of a column under a name of its own.
struct NamedAggregation {
  std::string name;
  std::string column;
  std::string function;
  std::map<std::string, Value> options = {};
};

class SeriesGroupBy;

class GroupBy {
 public:
  // `frame` has the keys' series beside it; what is aggregated are its columns that are not keys by name.
  GroupBy(DataFrame frame, std::vector<Series> keys, GroupByOptions options);

  GroupBy operator[](const std::vector<std::string>& columns) const;
  SeriesGroupBy operator[](const std::string& column) const;
  const std::vector<std::string>& columns() const { return columns_; }

  DataFrame aggregate(const std::string& function, const std::map<std::string, Value>& options = {},
                      bool numeric_only = false) const;
  DataFrame agg(const std::vector<NamedAggregation>& aggregations) const;
  // One function a column: columns keep their names.
  DataFrame agg(const std::map<std::string, std::string>& functions) const;

  DataFrame sum(bool numeric_only = false) const { return aggregate("sum", {}, numeric_only); }
  DataFrame mean(bool numeric_only = false) const { return aggregate("mean", {}, numeric_only); }
  DataFrame std(bool numeric_only = false) const { return aggregate("std", {}, numeric_only); }
  DataFrame var(bool numeric_only = false) const { return aggregate("var", {}, numeric_only); }
  DataFrame median(bool numeric_only = false) const { return aggregate("median", {}, numeric_only); }
  DataFrame min(bool numeric_only = false) const { return aggregate("min", {}, numeric_only); }
  DataFrame max(bool numeric_only = false) const { return aggregate("max", {}, numeric_only); }
  DataFrame count() const { return aggregate("count"); }
  DataFrame first() const { return aggregate("first"); }
  DataFrame last() const { return aggregate("last"); }
  DataFrame nunique() const { return aggregate("nunique"); }
  DataFrame quantile(double q = 0.5, bool numeric_only = false) const;
  Series size() const;
  // "sum", "prod", "min" or "max" of a row's group up to the row, in the order of the rows, of which there are as many.
  DataFrame cumulative(const std::string& fold, bool numeric_only = false) const;
  DataFrame cumsum(bool numeric_only = false) const { return cumulative("sum", numeric_only); }
  DataFrame cumprod(bool numeric_only = false) const { return cumulative("prod", numeric_only); }
  DataFrame cummin(bool numeric_only = false) const { return cumulative("min", numeric_only); }
  DataFrame cummax(bool numeric_only = false) const { return cumulative("max", numeric_only); }
  Series cumcount(bool ascending = true) const;  // rows of the group before the row; else after it

 private:
  DataFrame frame_;
  std::vector<Series> keys_;
  std::vector<std::string> columns_;
  GroupByOptions options_;
};

class SeriesGroupBy {
 public:
  SeriesGroupBy(GroupBy groups, std::string column) : groups_(std::move(groups)), column_(std::move(column)) {}

  Series aggregate(const std::string& function, const std::map<std::string, Value>& options = {}) const;
  // A column for each function, under its name.
  DataFrame agg(const std::vector<std::string>& functions) const;

  Series sum() const { return aggregate("sum"); }
  Series mean() const { return aggregate("mean"); }
  Series std() const { return aggregate("std"); }
  Series var() const { return aggregate("var"); }
  Series median() const { return aggregate("median"); }
  Series min() const { return aggregate("min"); }
  Series max() const { return aggregate("max"); }
  Series count() const { return aggregate("count"); }
  Series first() const { return aggregate("first"); }
  Series last() const { return aggregate("last"); }
  Series nunique() const { return aggregate("nunique"); }
  Series quantile(double q = 0.5) const;
  Series size() const { return groups_.size(); }
  Series cumulative(const std::string& fold) const { return groups_.cumulative(fold).column(column_); }
  Series cumsum() const { return cumulative("sum"); }
  Series cumprod() const { return cumulative("prod"); }
  Series cummin() const { return cumulative("min"); }
  Series cummax() const { return cumulative("max"); }
  Series cumcount(bool ascending = true) const { return groups_.cumcount(ascending); }

 private:
  GroupBy groups_;
  std::string column_;
};

}  // namespace tusk
