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

std::string counted_column(std::size_t column) { return fmt::format("__counted_{}__", column); }

// The rows of counts of a group together with values, which stand in the order of first rows, as pandas lays them out.
struct LayOutCounts {
  static constexpr std::string_view kName = "lay-out-counts";
  static constexpr auto fields() {
    return std::tuple{
        field("grouping", &LayOutCounts::grouping),           field("value_count", &LayOutCounts::value_count),
        field("drops_missing", &LayOutCounts::drops_missing), field("is_sorted", &LayOutCounts::is_sorted),
        field("is_ascending", &LayOutCounts::is_ascending),   field("is_normalized", &LayOutCounts::is_normalized)};
  }
  kernels::Grouping grouping;
  std::int64_t value_count = 1;  // columns behind the keys
  bool drops_missing = true;     // values; groups by the grouping
  bool is_sorted = true;
  bool is_ascending = false;
  bool is_normalized = false;

  Value run(const tusk::Inputs& inputs, TaskContext&) const {
    const auto rows = kernels::one_batch(inputs[0].as<Table>());
    const auto groups = kernels::number_groups(inputs[0].as<Table>(), grouping).numbers;
    const auto& counts = static_cast<const arrow::Int64Array&>(*rows->columns().back());
    std::vector<std::int64_t> order;
    std::vector<std::int64_t> totals(groups.size());
    for (std::size_t row = 0; row < groups.size(); ++row) {
      const auto place = std::int64_t(row);
      if (groups[row] < 0 || (drops_missing && is_missing(*rows, place))) continue;
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

 private:
  bool is_missing(const arrow::RecordBatch& rows, std::int64_t row) const {
    const int first = int(grouping.keys.size());
    for (int column = first; column < first + int(value_count); ++column)
      if (rows.column(column)->IsNull(row)) return true;
    return false;
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
  constexpr const char* kLabels = "__labels__";
  arrow::FieldVector fields;
  for (std::size_t key = 0; key < keyed.keys.size(); ++key)
    fields.push_back(pairs->meta().schema->field(int(key))->WithName(keyed.keys[key]));
  fields.push_back(arrow::field(kLabels, arrow::utf8()));
  std::vector<expr::SelectedColumn> values;
  for (const std::string& column : columns) {
    values.push_back({fmt::format("__row_of_{}__", values.size()), column});
    fields.push_back(arrow::field(values.back().source, arrow::float64()));
  }
  const auto schema = arrow::schema(std::move(fields));
  const auto stacked = expr::per_partition(
      {pairs}, operation(StackPairs{columns, std::int64_t(keyed.keys.size()), expr::empty_table(schema)}),
      "stack-pairs", {expr::Shape::Frame, schema});
  // As pandas: keys that are not to be the index are gone, and the labels stay it.
  const bool has_keys = groups.options().as_index;
  std::vector<std::string> index = has_keys ? keyed.keys : std::vector<std::string>();
  std::vector<expr::IndexName> names = has_keys ? keyed.names : std::vector<expr::IndexName>();
  index.push_back(kLabels);
  names.push_back(std::nullopt);
  return DataFrame(expr::select(stacked, expr::Shape::Frame, std::move(values), std::move(index), std::move(names)));
}

}  // namespace

DataFrame GroupBy::cov(std::int64_t min_periods, std::int64_t ddof, bool numeric_only) const {
  return co_moments(*this, "cov", {{"min_periods", Value::of(min_periods)}, {"ddof", Value::of(ddof)}}, numeric_only);
}

DataFrame GroupBy::corr(std::int64_t min_periods, bool numeric_only) const {
  return co_moments(*this, "corr", {{"min_periods", Value::of(min_periods)}}, numeric_only);
}

Series GroupBy::value_counts(bool normalize, bool sort, bool ascending, bool dropna) const {
  const std::string counts = normalize ? "proportion" : "count";
  dataframe::KeyedRows keyed = dataframe::keyed_rows(*this);
  kernels::Grouping grouping = dataframe::grouping_of(*this, keyed);
  grouping.is_observed = true;
  kernels::Grouping pairs{keyed.keys, false, false};
  auto rows = keyed.rows;
  auto names = keyed.names;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    pairs.keys.push_back(counted_column(i));
    names.push_back(columns_[i] == expr::kUnnamed ? std::nullopt : expr::IndexName(columns_[i]));
    rows = expr::assign(rows, pairs.keys.back(), expr::select_column(frame_.node(), columns_[i]));
  }
  const auto counted = expr::reduce(rows, kernels::grouped_aggregation(pairs, {{"size", "", counts}}), "value-counts",
                                    options_.split_every);
  auto fields = counted->meta().schema->fields();
  if (normalize) fields.back() = fields.back()->WithType(arrow::float64());
  const LayOutCounts lay_out{grouping, std::int64_t(columns_.size()), dropna, sort, ascending, normalize};
  const auto laid_out = expr::per_partition({counted}, operation(lay_out), "lay-out-counts",
                                            {expr::Shape::Frame, arrow::schema(std::move(fields))});
  return Series(expr::select(laid_out, expr::Shape::Series, {{counts, counts}}, pairs.keys, std::move(names)));
}

}  // namespace tusk
