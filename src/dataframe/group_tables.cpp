// Results of groups with a further level in their index: value_counts, cov and corr.
#include <algorithm>
#include <numeric>
#include <utility>

#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/dataframe/group_by.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "dataframe/group_keys.h"
#include "dataframe/nodes.h"
#include "expr/assign.h"
#include "expr/per_partition.h"
#include "expr/reduce.h"
#include "kernels/map_groups.h"
#include "kernels/row_tables.h"

namespace tusk {

namespace {

constexpr const char* kCounted = "__counted__";

// The rows of counts of pairs of a group and a value, which stand in the order of first rows, as pandas lays them out.
struct LayOutCounts {
  static constexpr std::string_view kName = "lay-out-counts";
  static constexpr auto fields() {
    return std::tuple{field("grouping", &LayOutCounts::grouping), field("drops_missing", &LayOutCounts::drops_missing),
                      field("is_sorted", &LayOutCounts::is_sorted), field("is_ascending", &LayOutCounts::is_ascending),
                      field("is_normalized", &LayOutCounts::is_normalized)};
  }
  kernels::Grouping grouping;
  bool drops_missing = true;  // values; groups by the grouping
  bool is_sorted = true;
  bool is_ascending = false;
  bool is_normalized = false;

  Value run(const tusk::Inputs& inputs, TaskContext&) const {
    const auto rows = kernels::one_batch(inputs[0].as<Table>());
    const auto groups = kernels::number_groups(inputs[0].as<Table>(), grouping).numbers;
    const int value_column = int(grouping.keys.size());
    const auto& values = *rows->column(value_column);
    const auto& counts = static_cast<const arrow::Int64Array&>(*rows->column(value_column + 1));
    std::vector<std::int64_t> order;
    std::vector<std::int64_t> totals(groups.size());
    for (std::size_t row = 0; row < groups.size(); ++row) {
      const auto place = std::int64_t(row);
      if (groups[row] < 0 || (drops_missing && values.IsNull(place))) continue;
      order.push_back(place);
      totals[std::size_t(groups[row])] += counts.Value(place);
    }
    std::ranges::stable_sort(order, [&](std::int64_t a, std::int64_t b) {
      const auto group_a = groups[std::size_t(a)], group_b = groups[std::size_t(b)];
      if (grouping.is_sorted && group_a != group_b) return group_a < group_b;
      if (!is_sorted) return false;
      return is_ascending ? counts.Value(a) < counts.Value(b) : counts.Value(a) > counts.Value(b);
    });
    const auto laid_out = kernels::taken_rows(rows, order);
    if (!is_normalized) return Value::of(kernels::table_of_batch(laid_out));
    std::vector<double> shares;
    for (const std::int64_t row : order)
      shares.push_back(double(counts.Value(row)) / double(totals[std::size_t(groups[std::size_t(row)])]));
    auto columns = laid_out->columns();
    columns.back() = kernels::words_array(arrow::float64(), shares);
    auto all = laid_out->schema()->fields();
    all.back() = all.back()->WithType(arrow::float64());
    return Value::of(Table(arrow::Table::Make(arrow::schema(all), columns, laid_out->num_rows())));
  }
};

// The place of a pair of columns in a row of the upper half of a square matrix.
std::size_t pair_place(std::size_t a, std::size_t b, std::size_t count) {
  if (a > b) std::swap(a, b);
  return a * count - a * (a + 1) / 2 + b;
}

// A row of pairs for each group becomes a row for each group and column.
struct StackPairs {
  static constexpr std::string_view kName = "stack-pairs";
  static constexpr auto fields() {
    return std::tuple{field("columns", &StackPairs::columns), field("key_count", &StackPairs::key_count),
                      field("empty", &StackPairs::empty)};
  }
  std::vector<std::string> columns;
  std::int64_t key_count = 1;
  Table empty;  // of the result's columns

  Value run(const tusk::Inputs& inputs, TaskContext&) const {
    const auto rows = kernels::one_batch(inputs[0].as<Table>());
    const std::size_t width = columns.size();
    std::vector<std::int64_t> repeated;
    arrow::StringBuilder labels(data::arrow_pool());
    for (std::int64_t group = 0; group < rows->num_rows(); ++group) {
      repeated.insert(repeated.end(), width, group);
      data::throw_unless_ok(labels.AppendValues(columns), "labelling rows");
    }
    arrow::ArrayVector made;
    for (std::int64_t key = 0; key < key_count; ++key)
      made.push_back(kernels::taken_values(rows->column(int(key)), repeated));
    made.push_back(data::value_or_throw(labels.Finish(), "labelling rows"));
    for (std::size_t column = 0; column < width; ++column) made.push_back(stacked_column(*rows, column));
    return Value::of(Table(arrow::Table::Make(empty.arrow()->schema(), made, std::int64_t(repeated.size()))));
  }

 private:
  std::shared_ptr<arrow::Array> stacked_column(const arrow::RecordBatch& rows, std::size_t column) const {
    arrow::DoubleBuilder builder(data::arrow_pool());
    for (std::int64_t group = 0; group < rows.num_rows(); ++group)
      for (std::size_t other = 0; other < columns.size(); ++other) {
        const auto place = int(std::size_t(key_count) + pair_place(other, column, columns.size()));
        const auto& pairs = static_cast<const arrow::DoubleArray&>(*rows.column(place));
        data::throw_unless_ok(pairs.IsNull(group) ? builder.AppendNull() : builder.Append(pairs.Value(group)),
                              "laying out a matrix");
      }
    return data::value_or_throw(builder.Finish(), "laying out a matrix");
  }
};

DataFrame co_moments(const GroupBy& groups, const std::string& function, const std::map<std::string, Value>& options,
                     bool numeric_only) {
  const expr::Meta& meta = groups.frame().node()->meta();
  std::vector<std::string> columns;
  for (const std::string& column : groups.columns())
    if (!numeric_only || dataframe::is_number_type(*expr::column_type(meta, column))) columns.push_back(column);
  const dataframe::KeyedRows keyed = dataframe::keyed_rows(groups);
  std::vector<kernels::Aggregate> aggregates;
  for (std::size_t a = 0; a < columns.size(); ++a)
    for (std::size_t b = a; b < columns.size(); ++b) {
      auto own = options;
      own["other"] = Value::of(columns[b]);
      aggregates.push_back({function, columns[a], fmt::format("__pair_{}_{}__", a, b), std::move(own)});
    }
  auto reducer = kernels::grouped_aggregation(dataframe::grouping_of(groups, keyed), std::move(aggregates));
  const auto pairs = expr::reduce(keyed.rows, std::move(reducer), "groupby", groups.options().split_every);
  arrow::FieldVector fields;
  std::vector<expr::IndexName> names = keyed.names;
  for (std::size_t key = 0; key < keyed.keys.size(); ++key)
    fields.push_back(pairs->meta().schema->field(int(key))->WithName(expr::index_column(key)));
  fields.push_back(arrow::field(expr::index_column(keyed.keys.size()), arrow::utf8()));
  names.push_back(std::nullopt);
  for (const std::string& column : columns) fields.push_back(arrow::field(column, arrow::float64()));
  const auto schema = arrow::schema(std::move(fields));
  return DataFrame(expr::per_partition(
      {pairs}, operation(StackPairs{columns, std::int64_t(keyed.keys.size()), expr::empty_table(schema)}),
      "stack-pairs", {expr::Shape::Frame, schema, std::move(names)}));
}

}  // namespace

DataFrame GroupBy::cov(std::int64_t min_periods, std::int64_t ddof, bool numeric_only) const {
  return co_moments(*this, "cov", {{"min_periods", Value::of(min_periods)}, {"ddof", Value::of(ddof)}}, numeric_only);
}

DataFrame GroupBy::corr(std::int64_t min_periods, bool numeric_only) const {
  return co_moments(*this, "corr", {{"min_periods", Value::of(min_periods)}}, numeric_only);
}

Series SeriesGroupBy::value_counts(bool normalize, bool sort, bool ascending, bool dropna) const {
  const std::string counts = normalize ? "proportion" : "count";
  dataframe::KeyedRows keyed = dataframe::keyed_rows(groups_);
  kernels::Grouping grouping = dataframe::grouping_of(groups_, keyed);
  grouping.is_observed = true;
  kernels::Grouping pairs{keyed.keys, false, false};
  pairs.keys.push_back(kCounted);
  const auto values = expr::select_column(groups_.frame().node(), column_);
  const auto rows = expr::assign(keyed.rows, kCounted, values);
  const auto counted = expr::reduce(rows, kernels::grouped_aggregation(pairs, {{"size", "", counts}}), "value-counts",
                                    groups_.options().split_every);
  auto fields = counted->meta().schema->fields();
  if (normalize) fields.back() = fields.back()->WithType(arrow::float64());
  const auto laid_out =
      expr::per_partition({counted}, operation(LayOutCounts{grouping, dropna, sort, ascending, normalize}),
                          "lay-out-counts", {expr::Shape::Frame, arrow::schema(std::move(fields))});
  auto names = keyed.names;
  names.push_back(column_ == expr::kUnnamed ? std::nullopt : expr::IndexName(column_));
  return Series(expr::select(laid_out, expr::Shape::Series, {{counts, counts}}, pairs.keys, std::move(names)));
}

}  // namespace tusk
