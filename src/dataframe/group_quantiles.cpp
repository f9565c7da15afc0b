// Several quantiles of each group: a row for each.
#include <utility>

#include <arrow/array/concatenate.h>
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
#include "expr/per_partition.h"
#include "expr/reduce.h"
#include "kernels/row_tables.h"

namespace tusk {

namespace {

// A row of quantiles of a group, column by column, becomes a row for each quantile.
struct StackQuantiles {
  static constexpr std::string_view kName = "stack-quantiles";
  static constexpr auto fields() {
    return std::tuple{field("quantiles", &StackQuantiles::quantiles), field("key_count", &StackQuantiles::key_count),
                      field("empty", &StackQuantiles::empty)};
  }
  std::vector<double> quantiles;
  std::int64_t key_count = 1;
  Table empty;  // of the result's columns

  Value run(const tusk::Inputs& inputs, TaskContext&) const {
    const auto rows = kernels::one_batch(inputs[0].as<Table>());
    const auto width = std::int64_t(quantiles.size());
    std::vector<std::int64_t> groups, places;  // of the result's rows: the group's row, and the one of its quantile
    std::vector<double> labels;
    for (std::int64_t group = 0; group < rows->num_rows(); ++group)
      for (std::int64_t q = 0; q < width; ++q) {
        groups.push_back(group);
        places.push_back(q * rows->num_rows() + group);
        labels.push_back(quantiles[std::size_t(q)]);
      }
    const auto schema = empty.arrow()->schema();
    arrow::ArrayVector made;
    for (int key = 0; key < int(key_count); ++key) made.push_back(kernels::taken_values(rows->column(key), groups));
    made.push_back(kernels::words_array(arrow::float64(), labels));
    for (int column = int(key_count); column < rows->num_columns(); column += int(width)) {
      const arrow::ArrayVector all(rows->columns().begin() + column, rows->columns().begin() + column + width);
      const auto values = data::value_or_throw(arrow::Concatenate(all, data::arrow_pool()), "laying out quantiles");
      made.push_back(kernels::taken_values(values, places));
    }
    return Value::of(Table(arrow::Table::Make(schema, made, std::int64_t(groups.size()))));
  }
};

}  // namespace

DataFrame GroupBy::quantile(const std::vector<double>& q, bool numeric_only, std::string_view interpolation) const {
  if (q.empty()) throw ValueError("quantile takes one quantile at least: got none");
  const expr::Meta& meta = frame_.node()->meta();
  const dataframe::KeyedRows keyed = dataframe::keyed_rows(*this);
  std::vector<std::string> columns;
  std::vector<kernels::Aggregate> aggregates;
  for (const std::string& column : columns_) {
    if (numeric_only && !dataframe::is_number_type(*expr::column_type(meta, column))) continue;
    columns.push_back(column);
    for (std::size_t i = 0; i < q.size(); ++i)
      aggregates.push_back({"quantile",
                            column,
                            fmt::format("__quantile_{}_{}__", columns.size(), i),
                            {{"q", Value::of(q[i])}, {"interpolation", Value::of(std::string(interpolation))}}});
  }
  auto reducer = kernels::grouped_aggregation(dataframe::grouping_of(*this, keyed), std::move(aggregates));
  const auto rows = expr::reduce(keyed.rows, std::move(reducer), "groupby", options_.split_every,
                                 options_.observed ? options_.split_out : 1);
  const std::size_t key_count = keyed.keys.size();
  arrow::FieldVector fields(rows->meta().schema->fields().begin(),
                            rows->meta().schema->fields().begin() + int(key_count));
  fields.push_back(arrow::field("__quantile__", arrow::float64()));
  std::vector<expr::SelectedColumn> values;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto& type = rows->meta().schema->field(int(key_count + i * q.size()))->type();
    values.push_back({fmt::format("__quantiles_{}__", i), columns[i]});
    fields.push_back(arrow::field(values.back().source, type));
  }
  const auto schema = arrow::schema(std::move(fields));
  const auto stacked =
      expr::per_partition({rows}, operation(StackQuantiles{q, std::int64_t(key_count), expr::empty_table(schema)}),
                          "stack-quantiles", {expr::Shape::Frame, schema});
  dataframe::KeyedRows with_quantile = keyed;
  with_quantile.keys.push_back("__quantile__");
  with_quantile.names.push_back(std::nullopt);
  return dataframe::with_keys(*this, with_quantile, stacked, std::move(values));
}

}  // namespace tusk
