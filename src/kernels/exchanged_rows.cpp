#include "kernels/exchanged_rows.h"

#include <algorithm>
#include <numeric>

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_status.h"
#include "kernels/row_keys.h"
#include "kernels/row_tables.h"
#include "kernels/row_values.h"
#include "kernels/split_rows.h"

namespace tusk::kernels {

namespace {

class KeptBatches final : public PartialReduction {
 public:
  explicit KeptBatches(SchemaPtr schema) : schema_(std::move(schema)) {}
  void consume(const Batch& batch) override {
    if (batch->num_rows() > 0) batches_.push_back(batch);
  }
  Table finish() override {
    return Table(data::value_or_throw(arrow::Table::FromRecordBatches(schema_, batches_), "keeping rows"));
  }

 private:
  SchemaPtr schema_;
  arrow::RecordBatchVector batches_;
};

struct RowsByKeys final : DeclaredAs<RowsByKeys, Reducer> {
  static constexpr std::string_view kName = "rows_by_keys";
  static constexpr auto fields() { return std::tuple{field("keys", &RowsByKeys::keys)}; }
  std::vector<std::string> keys;

  std::vector<std::string> input_columns() const override { return keys; }
  SchemaPtr result_schema(const SchemaPtr& input) const override {
    for (const int position : column_positions(*input, keys)) {
      const auto& type = *input->field(position)->type();
      if (!can_be_key(type))
        throw TypeError(fmt::format("a key must be a number, a time or a text: got a column of {}", type.ToString()));
    }
    return input;
  }
  std::unique_ptr<PartialReduction> begin(const SchemaPtr& input) const override {
    return std::make_unique<KeptBatches>(input);
  }
  Table combine(std::span<const Table> partials) const override { return stacked(partials); }
  std::vector<Table> split(const Table& partial, std::int64_t count) const override {
    return split_by_keys(partial, column_positions(*partial.arrow()->schema(), keys), count);
  }
  Table finalize(std::span<const Table> partials, const SchemaPtr&) const override { return stacked(partials); }
  bool is_holistic() const override { return true; }
};

struct RowsByPlace final : DeclaredAs<RowsByPlace, Reducer> {
  static constexpr std::string_view kName = "rows_by_place";
  static constexpr auto fields() {
    return std::tuple{field("partition", &RowsByPlace::partition), field("place", &RowsByPlace::place)};
  }
  std::string partition;
  std::string place;

  std::vector<std::string> input_columns() const override { return {partition, place}; }
  SchemaPtr result_schema(const SchemaPtr& input) const override { return input; }
  std::unique_ptr<PartialReduction> begin(const SchemaPtr& input) const override {
    return std::make_unique<KeptBatches>(input);
  }
  Table combine(std::span<const Table> partials) const override { return stacked(partials); }
  std::vector<Table> split(const Table& partial, std::int64_t count) const override {
    return split_by_number(partial, partial.arrow()->schema()->GetFieldIndex(partition), count);
  }
  Table finalize(std::span<const Table> partials, const SchemaPtr&) const override {
    const Batch rows = one_batch(stacked(partials));
    const auto& places = static_cast<const arrow::Int64Array&>(*rows->GetColumnByName(place));
    std::vector<std::int64_t> order(std::size_t(rows->num_rows()), 0);
    std::iota(order.begin(), order.end(), 0);
    std::ranges::sort(order, {}, [&](std::int64_t row) { return places.Value(row); });
    return table_of_batch(taken_rows(rows, order));
  }
  bool is_holistic() const override { return true; }
};

}  // namespace

ReducerPtr rows_by_keys(std::vector<std::string> keys) {
  auto reducer = std::make_shared<RowsByKeys>();
  reducer->keys = std::move(keys);
  return reducer;
}

ReducerPtr rows_by_place(std::string partition, std::string place) {
  auto reducer = std::make_shared<RowsByPlace>();
  reducer->partition = std::move(partition);
  reducer->place = std::move(place);
  return reducer;
}

}  // namespace tusk::kernels
