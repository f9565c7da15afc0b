#include <tusk/dataframe/group_by.h>

#include <algorithm>
#include <utility>

#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "dataframe/categories.h"
#include "dataframe/nodes.h"
#include "expr/assign.h"
#include "expr/reduce.h"
#include "expr/select.h"
#include "kernels/aggregate.h"

namespace tusk {

namespace {

std::string key_column(std::size_t key) { return fmt::format("__key_{}__", key); }

// The columns that are not keys themselves.
std::vector<std::string> other_columns(const DataFrame& frame, const std::vector<Series>& keys) {
  std::vector<std::string> columns;
  for (const std::string& column : frame.columns()) {
    const bool is_key = std::any_of(keys.begin(), keys.end(), [&](const Series& key) {
      return key.name() == column && key.node()->hash() == frame.column(column).node()->hash();
    });
    if (!is_key) columns.push_back(column);
  }
  return columns;
}

bool has_open_categories(const Series& key) {
  return expr::value_type(key.node()->meta())->id() == arrow::Type::DICTIONARY && !dataframe::known_categories(key);
}

// Rows are grouped by values where each batch has categories of its own, so that groups can be sorted; the keys are
// categories again in the result.
expr::NodePtr key_values(const Series& key) {
  return has_open_categories(key) ? key.elementwise("cat.values").node() : key.node();
}

expr::NodePtr with_key_categories(expr::NodePtr rows, const std::vector<Series>& keys) {
  for (std::size_t key = 0; key < keys.size(); ++key) {
    if (!has_open_categories(keys[key])) continue;
    const Series values(expr::select_column(rows, key_column(key)));
    rows = expr::assign(rows, key_column(key), values.elementwise("as_category").node());
  }
  return rows;
}

}  // namespace

GroupBy::GroupBy(DataFrame frame, std::vector<Series> keys, GroupByOptions options)
    : frame_(std::move(frame)), keys_(std::move(keys)), columns_(other_columns(frame_, keys_)), options_(options) {
  if (keys_.empty()) throw ValueError("groups have at least one key: got none");
}

GroupBy GroupBy::operator[](const std::vector<std::string>& columns) const {
  GroupBy chosen = *this;
  for (const std::string& column : columns) expr::column_type(frame_.node()->meta(), column);
  chosen.columns_ = columns;
  return chosen;
}

SeriesGroupBy GroupBy::operator[](const std::string& column) const {
  return {(*this)[std::vector<std::string>{column}], column};
}

DataFrame GroupBy::agg(const std::vector<NamedAggregation>& aggregations) const {
  expr::NodePtr input = frame_.node();
  kernels::Grouping grouping;
  grouping.is_sorted = options_.sort;
  grouping.drops_missing = options_.dropna;
  std::vector<expr::IndexName> names;
  for (std::size_t key = 0; key < keys_.size(); ++key) {
    input = expr::assign(input, key_column(key), key_values(keys_[key]));
    grouping.keys.push_back(key_column(key));
    names.push_back(keys_[key].name());
  }
  std::vector<kernels::Aggregate> aggregates;
  std::vector<expr::SelectedColumn> values;
  for (std::size_t i = 0; i < aggregations.size(); ++i) {
    const auto& [name, column, function, options] = aggregations[i];
    if (function != "size") expr::column_type(frame_.node()->meta(), column);
    const std::string output = fmt::format("__aggregate_{}__", i);
    aggregates.push_back({function, function == "size" ? "" : column, output, options});
    values.push_back({output, name});
  }
  auto rows = expr::reduce(input, kernels::grouped_aggregation(grouping, std::move(aggregates)), "groupby",
                           options_.split_every);
  rows = with_key_categories(std::move(rows), keys_);
  if (options_.as_index)
    return DataFrame(expr::select(rows, expr::Shape::Frame, std::move(values), grouping.keys, std::move(names)));
  std::vector<expr::SelectedColumn> all;
  for (std::size_t key = 0; key < keys_.size(); ++key)
    all.push_back({key_column(key), names[key].value_or(fmt::format("level_{}", key))});
  all.insert(all.end(), values.begin(), values.end());
  return DataFrame(expr::select(rows, expr::Shape::Frame, std::move(all), {}, {}));
}

DataFrame GroupBy::agg(const std::map<std::string, std::string>& functions) const {
  std::vector<NamedAggregation> aggregations;
  for (const auto& [column, function] : functions) aggregations.push_back({column, column, function});
  return agg(aggregations);
}

DataFrame GroupBy::aggregate(const std::string& function, const std::map<std::string, Value>& options,
                             bool numeric_only) const {
  std::vector<NamedAggregation> aggregations;
  for (const std::string& column : columns_) {
    if (numeric_only && !dataframe::is_number_type(*expr::column_type(frame_.node()->meta(), column))) continue;
    aggregations.push_back({column, column, function, options});
  }
  return agg(aggregations);
}

DataFrame GroupBy::quantile(double q, bool numeric_only) const {
  return aggregate("quantile", {{"q", Value::of(q)}}, numeric_only);
}

Series GroupBy::size() const {
  const DataFrame sizes = agg({NamedAggregation{"size", "", "size"}});
  return sizes.column("size").rename("");
}

Series SeriesGroupBy::aggregate(const std::string& function, const std::map<std::string, Value>& options) const {
  return groups_.agg({NamedAggregation{column_, column_, function, options}}).column(column_);
}

DataFrame SeriesGroupBy::agg(const std::vector<std::string>& functions) const {
  std::vector<NamedAggregation> aggregations;
  for (const std::string& function : functions) aggregations.push_back({function, column_, function});
  return groups_.agg(aggregations);
}

Series SeriesGroupBy::quantile(double q) const { return aggregate("quantile", {{"q", Value::of(q)}}); }

GroupBy DataFrame::groupby(const std::vector<std::string>& by) const {
  std::vector<Series> keys;
  for (const std::string& column : by) keys.push_back(this->column(column));
  return groupby(keys);
}

GroupBy DataFrame::groupby(const std::vector<Series>& by) const { return groupby(by, GroupByOptions()); }

GroupBy DataFrame::groupby(const std::vector<Series>& by, const GroupByOptions& options) const {
  return GroupBy(*this, by, options);
}

SeriesGroupBy Series::groupby(const std::vector<Series>& by) const { return groupby(by, GroupByOptions()); }

SeriesGroupBy Series::groupby(const std::vector<Series>& by, const GroupByOptions& options) const {
  const DataFrame frame = to_frame();
  const std::string column = frame.columns()[0];
  return SeriesGroupBy(GroupBy(frame, by, options)[std::vector<std::string>{column}], column);
}

}  // namespace tusk
