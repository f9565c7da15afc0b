#include <tusk/dataframe/group_by.h>

#include <algorithm>
#include <utility>

#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "dataframe/categories.h"
#include "dataframe/group_keys.h"
#include "dataframe/nodes.h"
#include "expr/operation_reducer.h"
#include "expr/reduce.h"
#include "kernels/elementwise.h"

namespace tusk {

namespace {

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

std::string output_name(std::size_t aggregation) { return fmt::format("__aggregate_{}__", aggregation); }

kernels::Aggregate native_aggregate(const expr::Meta& meta, const NamedAggregation& aggregation, std::string output) {
  const bool is_size = aggregation.function == "size";
  kernels::Aggregate aggregate{aggregation.function, is_size ? "" : aggregation.column, std::move(output),
                               aggregation.options};
  if (aggregation.function != "idxmin" && aggregation.function != "idxmax") return aggregate;
  if (meta.index_count() != 1)
    throw NotImplementedError(
        "idxmin and idxmax need an index of one level: reset the index, or make a column the index");
  aggregate.options["index"] = Value::of(expr::index_column(0));
  return aggregate;
}

// A column for each aggregation that is not native, beside the groups' rows.
expr::NodePtr with_own(const GroupBy& groups, const dataframe::KeyedRows& keyed, expr::NodePtr rows,
                       const std::vector<NamedAggregation>& aggregations) {
  for (std::size_t i = 0; i < aggregations.size(); ++i) {
    const auto& own = aggregations[i].own;
    if (!own) continue;
    auto reducer =
        expr::operation_reducer(keyed.keys, aggregations[i].column, output_name(i), kernels::type_of_name(own->dtype),
                                {own->name, {own->chunk}, {own->combine}, {own->finalize}});
    const auto made = expr::reduce(keyed.rows, std::move(reducer), own->name, groups.options().split_every,
                                   rows->meta().partition_count);
    rows = dataframe::map_groups(rows, made, keyed.keys, rows->meta().schema->field_names(), {});
  }
  return rows;
}

bool is_ordered_extreme(const DataFrame& frame, const NamedAggregation& aggregation) {
  const bool is_extreme = !aggregation.own && (aggregation.function == "min" || aggregation.function == "max");
  return is_extreme && dataframe::ordered_categories(frame.column(aggregation.column)) != nullptr;
}

std::string codes_column(const std::string& column) { return fmt::format("__codes_of_{}__", column); }

}  // namespace

GroupBy::GroupBy(DataFrame frame, std::vector<Series> keys, GroupByOptions options)
    : frame_(std::move(frame)), keys_(std::move(keys)), columns_(other_columns(frame_, keys_)), options_(options) {
  if (keys_.empty()) throw ValueError("groups have at least one key: got none");
}

GroupBy GroupBy::operator[](const std::vector<std::string>& columns) const {
  GroupBy chosen = *this;
  for (const std::string& column : columns) expr::column_type(frame_.node()->meta(), column);
  chosen.columns_ = columns;
  chosen.is_chosen_ = true;
  return chosen;
}

GroupBy GroupBy::operator[](std::initializer_list<const char*> columns) const {
  return (*this)[std::vector<std::string>(columns.begin(), columns.end())];
}

SeriesGroupBy GroupBy::operator[](const std::string& column) const {
  return {(*this)[std::vector<std::string>{column}], column};
}

SeriesGroupBy GroupBy::operator[](const char* column) const { return (*this)[std::string(column)]; }

GroupBy GroupBy::with_options(const GroupByOptions& options) const {
  GroupBy other = *this;
  other.options_ = options;
  return other;
}

// The extremes of ordered categories are those of their codes.
DataFrame GroupBy::with_ordered_extremes(const std::vector<NamedAggregation>& aggregations) const {
  DataFrame frame = frame_;
  std::vector<NamedAggregation> of_codes = aggregations;
  for (NamedAggregation& aggregation : of_codes) {
    if (!is_ordered_extreme(frame_, aggregation)) continue;
    const std::string codes = codes_column(aggregation.column);
    frame = frame.assign(codes, dataframe::comparable_codes(std::as_const(frame_).column(aggregation.column)));
    aggregation.column = codes;
  }
  DataFrame result = GroupBy(frame, keys_, options_).agg(of_codes);
  for (const NamedAggregation& aggregation : aggregations) {
    if (!is_ordered_extreme(frame_, aggregation)) continue;
    const auto& known = *dataframe::ordered_categories(std::as_const(frame_).column(aggregation.column));
    const Series codes = std::as_const(result).column(aggregation.name);
    result = result.assign(aggregation.name, dataframe::with_categories(codes, known.values(), true, "cat.from_codes"));
  }
  return result;
}

DataFrame GroupBy::agg(const std::vector<NamedAggregation>& aggregations) const {
  const auto is_of_order = [&](const auto& aggregation) { return is_ordered_extreme(frame_, aggregation); };
  if (std::ranges::any_of(aggregations, is_of_order)) return with_ordered_extremes(aggregations);
  const dataframe::KeyedRows keyed = dataframe::keyed_rows(*this);
  const expr::Meta& meta = frame_.node()->meta();
  std::vector<kernels::Aggregate> aggregates;
  std::vector<expr::SelectedColumn> values;
  for (std::size_t i = 0; i < aggregations.size(); ++i) {
    if (aggregations[i].function != "size") expr::column_type(meta, aggregations[i].column);
    values.push_back({output_name(i), aggregations[i].name});
    if (!aggregations[i].own) aggregates.push_back(native_aggregate(meta, aggregations[i], output_name(i)));
  }
  auto reducer = kernels::grouped_aggregation(dataframe::grouping_of(*this, keyed), std::move(aggregates));
  const auto rows = expr::reduce(keyed.rows, std::move(reducer), "groupby", options_.split_every,
                                 options_.observed ? options_.split_out : 1);
  return dataframe::with_keys(*this, keyed, with_own(*this, keyed, rows, aggregations), std::move(values));
}

DataFrame GroupBy::agg(const std::map<std::string, std::string>& functions) const {
  std::vector<NamedAggregation> aggregations;
  for (const auto& [column, function] : functions) aggregations.push_back({column, column, function});
  return agg(aggregations);
}

DataFrame GroupBy::agg(std::initializer_list<std::pair<const char*, const char*>> functions) const {
  std::vector<NamedAggregation> aggregations;
  for (const auto& [column, function] : functions) aggregations.push_back({column, column, function});
  return agg(aggregations);
}

DataFrame GroupBy::agg(std::initializer_list<ColumnFunctions> functions) const {
  std::vector<NamedAggregation> aggregations;
  for (const ColumnFunctions& each : functions)
    for (const char* function : each.functions)
      aggregations.push_back({fmt::format("{}_{}", each.column, function), each.column, function});
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

Series SeriesGroupBy::aggregate(const Aggregation& own) const {
  const auto shared = std::make_shared<const Aggregation>(own);
  return groups_.agg({NamedAggregation{column_, column_, own.name, {}, shared}}).column(column_);
}

DataFrame SeriesGroupBy::agg(const std::vector<std::string>& functions) const {
  std::vector<NamedAggregation> aggregations;
  for (const std::string& function : functions) aggregations.push_back({function, column_, function});
  return groups_.agg(aggregations);
}

DataFrame SeriesGroupBy::agg(std::initializer_list<const char*> functions) const {
  return agg(std::vector<std::string>(functions.begin(), functions.end()));
}

Series SeriesGroupBy::quantile(double q) const { return aggregate("quantile", {{"q", Value::of(q)}}); }

GroupBy DataFrame::groupby(const std::string& by) const { return groupby(std::vector<std::string>{by}); }

GroupBy DataFrame::groupby(std::initializer_list<const char*> by) const { return groupby(by, GroupByOptions()); }

GroupBy DataFrame::groupby(std::initializer_list<const char*> by, const GroupByOptions& options) const {
  return groupby(std::vector<std::string>(by.begin(), by.end()), options);
}

GroupBy DataFrame::groupby(const std::vector<std::string>& by) const { return groupby(by, GroupByOptions()); }

GroupBy DataFrame::groupby(const std::vector<std::string>& by, const GroupByOptions& options) const {
  std::vector<Series> keys;
  for (const std::string& name : by) keys.push_back(dataframe::key_named(*this, name));
  return groupby(keys, options);
}

GroupBy DataFrame::groupby(const std::vector<Series>& by) const { return groupby(by, GroupByOptions()); }

GroupBy DataFrame::groupby(const std::vector<Series>& by, const GroupByOptions& options) const {
  return GroupBy(*this, by, options);
}

GroupBy DataFrame::groupby_levels(const std::vector<std::int64_t>& levels, const GroupByOptions& options) const {
  std::vector<Series> keys;
  for (const std::int64_t level : levels) keys.push_back(dataframe::index_level(node(), level));
  return groupby(keys, options);
}

SeriesGroupBy Series::groupby(const std::vector<Series>& by) const { return groupby(by, GroupByOptions()); }

SeriesGroupBy Series::groupby(const std::vector<Series>& by, const GroupByOptions& options) const {
  const std::string& column = expr::value_column(node()->meta());  // kUnnamed too, so that results have no name either
  const DataFrame frame(expr::select(node(), expr::Shape::Frame, {{column, column}}));
  return SeriesGroupBy(GroupBy(frame, by, options)[std::vector<std::string>{column}], column);
}

}  // namespace tusk
