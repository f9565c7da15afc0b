// describe: statistics of numbers and times, and the most frequent of other values, below each other.
#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

#include <arrow/array.h>
#include <arrow/array/array_nested.h>
#include <arrow/array/builder_base.h>
#include <arrow/record_batch.h>
#include <arrow/scalar.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <arrow/type_traits.h>
#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/dataframe/data_frame.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "dataframe/nodes.h"
#include "dataframe/summary.h"
#include "expr/per_partition.h"
#include "expr/select.h"
#include "kernels/row_tables.h"

namespace tusk::dataframe {

namespace {

using Strings = std::vector<std::string>;
using ScalarPtr = std::shared_ptr<arrow::Scalar>;

constexpr const char* kDescribing = "describing columns";

// What is said of a column: numbers and spans by all statistics, moments by all but the deviation, other values by how
// often they occur.
enum class DescribedKind { Number, Moment, Counted };

DescribedKind kind_of(const arrow::DataType& type) {
  const auto id = type.id();
  if (id == arrow::Type::TIMESTAMP) return DescribedKind::Moment;
  const bool is_number = arrow::is_integer(id) || arrow::is_floating(id) || id == arrow::Type::DURATION;
  return is_number ? DescribedKind::Number : DescribedKind::Counted;
}

Strings percentile_labels(const std::vector<double>& percentiles) {
  Strings labels;
  for (const double percentile : percentiles) labels.push_back(fmt::format("{:.6g}%", percentile * 100));
  return labels;
}

Strings labels_of(DescribedKind kind, const Strings& percentiles) {
  if (kind == DescribedKind::Counted) return {"count", "unique", "top", "freq"};
  Strings labels = {"count", "mean"};
  if (kind == DescribedKind::Number) labels.push_back("std");
  labels.push_back("min");
  labels.insert(labels.end(), percentiles.begin(), percentiles.end());
  labels.push_back("max");
  return labels;
}

// As pandas: those of the columns with the fewest first, then what others have more.
Strings labels_of_all(const std::set<DescribedKind>& kinds, const Strings& percentiles) {
  std::vector<Strings> lists;
  for (const auto kind : kinds) lists.push_back(labels_of(kind, percentiles));
  std::ranges::stable_sort(lists, {}, &Strings::size);
  Strings all;
  for (const Strings& list : lists)
    for (const std::string& label : list)
      if (std::ranges::find(all, label) == all.end()) all.push_back(label);
  return all;
}

std::string cell_name(std::size_t column, const std::string& label) { return fmt::format("{} {}", column, label); }

// Numbers stand in a column of floats; what else there is, in one of counts and values.
kernels::TypePtr described_type(const kernels::TypePtr& type) {
  if (kind_of(*type) == DescribedKind::Number && type->id() != arrow::Type::DURATION) return arrow::float64();
  const auto value =
      type->id() == arrow::Type::DICTIONARY ? static_cast<const arrow::DictionaryType&>(*type).value_type() : type;
  return arrow::dense_union({arrow::field("count", arrow::int64()), arrow::field("value", value)});
}

std::shared_ptr<arrow::Array> array_of(const std::vector<ScalarPtr>& cells, const kernels::TypePtr& type) {
  const auto builder = data::value_or_throw(arrow::MakeBuilder(type, data::arrow_pool()), kDescribing);
  for (const ScalarPtr& cell : cells) {
    if (!cell || !cell->is_valid) data::throw_unless_ok(builder->AppendNull(), kDescribing);
    else
      data::throw_unless_ok(builder->AppendScalar(*data::value_or_throw(cell->CastTo(type), kDescribing)), kDescribing);
  }
  return data::value_or_throw(builder->Finish(), kDescribing);
}

// Counts among them are integers; missing cells are missing values.
std::shared_ptr<arrow::Array> mixed_array(const Strings& labels, const std::vector<ScalarPtr>& cells,
                                          const kernels::TypePtr& type) {
  std::vector<std::int8_t> kinds;
  std::vector<std::int32_t> places;
  std::vector<ScalarPtr> children[2];
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const bool is_count = labels[i] == "count" || labels[i] == "unique" || labels[i] == "freq";
    auto& child = children[is_count ? 0 : 1];
    kinds.push_back(is_count ? 0 : 1);
    places.push_back(std::int32_t(child.size()));
    child.push_back(cells[i]);
  }
  return data::value_or_throw(
      arrow::DenseUnionArray::Make(*kernels::words_array(arrow::int8(), kinds),
                                   *kernels::words_array(arrow::int32(), places),
                                   arrow::ArrayVector{array_of(children[0], type->field(0)->type()),
                                                      array_of(children[1], type->field(1)->type())},
                                   std::vector<std::string>{"count", "value"}),
      kDescribing);
}

// The counts of a column's values, the most frequent first, as its cells.
std::map<std::string, ScalarPtr> counted_cells(const arrow::RecordBatch& rows) {
  const auto& counts = static_cast<const arrow::Int64Array&>(*rows.column(1));
  std::int64_t count = 0, unique = 0;
  for (std::int64_t row = 0; row < rows.num_rows(); ++row) {
    count += counts.Value(row);
    unique += counts.Value(row) > 0;
  }
  std::map<std::string, ScalarPtr> cells = {{"count", arrow::MakeScalar(count)}, {"unique", arrow::MakeScalar(unique)}};
  if (unique == 0) return cells;
  ScalarPtr top = data::value_or_throw(rows.column(0)->GetScalar(0), kDescribing);
  if (top->type->id() == arrow::Type::DICTIONARY)
    top = data::value_or_throw(static_cast<const arrow::DictionaryScalar&>(*top).GetEncodedValue(), kDescribing);
  cells["top"] = std::move(top);
  cells["freq"] = arrow::MakeScalar(counts.Value(0));
  return cells;
}

// Inputs: a row of the aggregates of all columns that have some, if any has; the counts of each other column.
struct DescribeColumns {
  static constexpr std::string_view kName = "describe-columns";
  static constexpr auto fields() {
    return std::tuple{field("labels", &DescribeColumns::labels), field("are_counted", &DescribeColumns::are_counted),
                      field("empty", &DescribeColumns::empty)};
  }
  Strings labels;
  std::vector<std::uint8_t> are_counted;
  Table empty;  // of the result's columns

  Value run(const tusk::Inputs& inputs, TaskContext&) const {
    const bool has_row = std::ranges::find(are_counted, 0) != are_counted.end();
    const auto row = has_row ? kernels::one_batch(inputs[0].as<Table>()) : nullptr;
    std::size_t next_input = has_row;
    arrow::ArrayVector columns = {label_array()};
    for (std::size_t i = 0; i < are_counted.size(); ++i) {
      const auto counted = are_counted[i] ? counted_cells(*kernels::one_batch(inputs[next_input++].as<Table>()))
                                          : std::map<std::string, ScalarPtr>();
      std::vector<ScalarPtr> cells;
      for (const std::string& label : labels) {
        const auto found = counted.find(label);
        if (are_counted[i]) cells.push_back(found == counted.end() ? nullptr : found->second);
        else cells.push_back(cell_of(*row, cell_name(i, label)));
      }
      const auto& type = empty.arrow()->schema()->field(int(i) + 1)->type();
      columns.push_back(type->id() == arrow::Type::DOUBLE ? array_of(cells, type) : mixed_array(labels, cells, type));
    }
    return Value::of(Table(arrow::Table::Make(empty.arrow()->schema(), columns, std::int64_t(labels.size()))));
  }

 private:
  std::shared_ptr<arrow::Array> label_array() const {
    std::vector<ScalarPtr> texts;
    for (const std::string& label : labels) texts.push_back(arrow::MakeScalar(label));
    return array_of(texts, arrow::utf8());
  }
  static ScalarPtr cell_of(const arrow::RecordBatch& row, const std::string& name) {
    const auto column = row.GetColumnByName(name);
    return column ? data::value_or_throw(column->GetScalar(0), kDescribing) : nullptr;
  }
};

void add_statistics(std::vector<kernels::Aggregate>& aggregates, std::size_t place, const std::string& column,
                    const Strings& labels, const std::vector<double>& percentiles, const Strings& percents) {
  for (const std::string& label : labels) {
    const auto percent = std::ranges::find(percents, label);
    kernels::Aggregate aggregate{label, column, cell_name(place, label)};
    if (percent != percents.end()) {
      aggregate.function = "quantile";
      aggregate.options["q"] = Value::of(percentiles[std::size_t(percent - percents.begin())]);
    }
    aggregates.push_back(std::move(aggregate));
  }
}

std::vector<double> sorted_percentiles(std::vector<double> percentiles) {
  for (const double percentile : percentiles)
    if (!(percentile >= 0 && percentile <= 1))
      throw ValueError(fmt::format("percentiles lie between 0 and 1: got {}", percentile));
  std::ranges::sort(percentiles);
  if (const auto twice = std::ranges::adjacent_find(percentiles); twice != percentiles.end())
    throw ValueError(fmt::format("percentiles differ from each other: {} comes twice", *twice));
  return percentiles;
}

}  // namespace

expr::NodePtr described(const DataFrame& frame, const std::vector<double>& given) {
  const auto percentiles = sorted_percentiles(given);
  const Strings percents = percentile_labels(percentiles), columns = frame.columns();
  if (columns.empty()) throw ValueError("describe summarizes columns: there is none, or none of these types");
  std::vector<kernels::Aggregate> aggregates;
  std::vector<expr::NodePtr> counts;
  std::set<DescribedKind> kinds;
  DescribeColumns describe;
  arrow::FieldVector fields = {arrow::field(expr::index_column(0), arrow::utf8())};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto& type = expr::column_type(frame.node()->meta(), columns[i]);
    const auto kind = kind_of(*type);
    kinds.insert(kind);
    describe.are_counted.push_back(kind == DescribedKind::Counted);
    fields.push_back(arrow::field(columns[i], described_type(type)));
    if (kind == DescribedKind::Counted) counts.push_back(frame.column(columns[i]).value_counts().node());
    else add_statistics(aggregates, i, columns[i], labels_of(kind, percents), percentiles, percents);
  }
  describe.labels = labels_of_all(kinds, percents);
  std::vector<expr::NodePtr> inputs;
  if (!aggregates.empty()) inputs.push_back(aggregated(frame.node(), std::move(aggregates), "describe"));
  inputs.insert(inputs.end(), counts.begin(), counts.end());
  const auto schema = arrow::schema(std::move(fields));
  describe.empty = expr::empty_table(schema);
  return expr::per_partition(std::move(inputs), operation(std::move(describe)), "describe",
                             {expr::Shape::Frame, schema, {std::nullopt}});
}

}  // namespace tusk::dataframe

namespace tusk {

DataFrame DataFrame::describe(const std::vector<double>& percentiles) const {
  const DataFrame numbers = select_dtypes({"number", "datetime"});
  return DataFrame(dataframe::described(numbers.columns().empty() ? *this : numbers, percentiles));
}

DataFrame DataFrame::describe(const DescribedTypes& types, const std::vector<double>& percentiles) const {
  return DataFrame(
      dataframe::described(types.is_all ? *this : select_dtypes(types.include, types.exclude), percentiles));
}

Series Series::describe(const std::vector<double>& percentiles) const {
  const DataFrame frame = to_frame();
  return DataFrame(dataframe::described(frame, percentiles)).column(frame.columns()[0]).rename(name().value_or(""));
}

}  // namespace tusk
