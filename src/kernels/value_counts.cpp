// value_counts: partials are the values and their counts, in the order of first appearance.
#include <algorithm>
#include <numeric>

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>

#include "kernels/counted_values.h"
#include "kernels/row_reducers.h"
#include "kernels/row_tables.h"

namespace tusk::kernels {
namespace {

constexpr const char* kWhatIsCounted = "value_counts are";

SchemaPtr counted_schema(const arrow::Schema& input, const std::string& column) {
  const auto& type = input.field(column_position(input, column))->type();
  return arrow::schema({arrow::field(column, decoded_type(type)), arrow::field("count", arrow::int64())});
}

Table counted_table(const SchemaPtr& schema, const CountedValues& counted) {
  const auto counts = words_array(arrow::int64(), counted.counts());
  return Table(arrow::Table::Make(schema, arrow::ArrayVector{counted.values(), counts}, counts->length()));
}

class ValueCountsPartial final : public PartialReduction {
 public:
  ValueCountsPartial(int position, SchemaPtr schema, bool drops_missing)
      : position_(position),
        schema_(std::move(schema)),
        counted_(schema_->field(0)->type(), drops_missing, kWhatIsCounted) {}
  void consume(const Batch& batch) override { counted_.add(batch->column(position_)); }
  Table finish() override { return counted_table(schema_, counted_); }

 private:
  int position_;
  SchemaPtr schema_;
  CountedValues counted_;
};

struct ValueCounts final : DeclaredAs<ValueCounts, Reducer> {
  static constexpr std::string_view kName = "value_counts";
  static constexpr auto fields() {
    return std::tuple{field("column", &ValueCounts::column), field("drops_missing", &ValueCounts::drops_missing),
                      field("is_sorted", &ValueCounts::is_sorted), field("is_ascending", &ValueCounts::is_ascending),
                      field("is_normalized", &ValueCounts::is_normalized)};
  }
  std::string column;
  bool drops_missing = true;
  bool is_sorted = true;
  bool is_ascending = false;
  bool is_normalized = false;

  std::vector<std::string> input_columns() const override { return {column}; }
  SchemaPtr result_schema(const SchemaPtr& input) const override;
  std::unique_ptr<PartialReduction> begin(const SchemaPtr& input) const override;
  Table combine(std::span<const Table> partials) const override;
  Table finalize(std::span<const Table> partials, const SchemaPtr& input) const override;

 private:
  std::vector<std::int64_t> order_of(const std::vector<std::int64_t>& counts) const;
};

SchemaPtr ValueCounts::result_schema(const SchemaPtr& input) const {
  const auto schema = counted_schema(*input, column);
  CountedValues(schema->field(0)->type(), drops_missing, kWhatIsCounted);
  if (!is_normalized) return schema;
  return arrow::schema({schema->field(0), arrow::field("proportion", arrow::float64())});
}

std::unique_ptr<PartialReduction> ValueCounts::begin(const SchemaPtr& input) const {
  return std::make_unique<ValueCountsPartial>(column_position(*input, column), counted_schema(*input, column),
                                              drops_missing);
}

Table ValueCounts::combine(std::span<const Table> partials) const {
  if (partials.size() == 1) return partials.front();
  const auto schema = partials.front().arrow()->schema();
  CountedValues counted(schema->field(0)->type(), drops_missing, kWhatIsCounted);
  for (const auto& partial : partials) {
    const auto batch = one_batch(partial);
    counted.add(batch->column(0), batch->column_data(1)->GetValues<std::int64_t>(1));
  }
  return counted_table(schema, counted);
}

std::vector<std::int64_t> ValueCounts::order_of(const std::vector<std::int64_t>& counts) const {
  std::vector<std::int64_t> order(counts.size());
  std::iota(order.begin(), order.end(), 0);
  const auto count = [&](std::int64_t place) { return counts[std::size_t(place)]; };
  if (is_sorted && is_ascending) std::ranges::stable_sort(order, std::ranges::less(), count);
  if (is_sorted && !is_ascending) std::ranges::stable_sort(order, std::ranges::greater(), count);
  return order;
}

Table ValueCounts::finalize(std::span<const Table> partials, const SchemaPtr& input) const {
  const auto batch = one_batch(combine(partials));
  const auto* all = batch->column_data(1)->GetValues<std::int64_t>(1);
  const std::vector<std::int64_t> counts(all, all + batch->num_rows());
  const auto sorted = taken_rows(batch, order_of(counts));
  if (!is_normalized) return table_of_batch(sorted);
  const auto total = double(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}));
  const auto* some = sorted->column_data(1)->GetValues<std::int64_t>(1);
  std::vector<double> proportions;
  for (std::int64_t row = 0; row < sorted->num_rows(); ++row) proportions.push_back(double(some[row]) / total);
  return Table(arrow::Table::Make(result_schema(input),
                                  arrow::ArrayVector{sorted->column(0), words_array(arrow::float64(), proportions)}));
}

}  // namespace

ReducerPtr value_counts(std::string column, bool drops_missing, bool is_sorted, bool is_ascending, bool is_normalized) {
  auto reducer = std::make_shared<ValueCounts>();
  reducer->column = std::move(column);
  reducer->drops_missing = drops_missing;
  reducer->is_sorted = is_sorted;
  reducer->is_ascending = is_ascending;
  reducer->is_normalized = is_normalized;
  return reducer;
}

}  // namespace tusk::kernels
