// unrepeated_rows: a partial result has the first row of each key, and whether others had the same one.
#include <utility>

#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/row_keys.h"
#include "kernels/row_reducers.h"
#include "kernels/row_tables.h"
#include "kernels/row_values.h"
#include "kernels/value_codes.h"

namespace tusk::kernels {
namespace {

constexpr const char* kIsRepeated = "__is_repeated__";

class UnrepeatedRowsPartial final : public PartialReduction {
 public:
  UnrepeatedRowsPartial(std::vector<int> positions, SchemaPtr schema)
      : positions_(std::move(positions)), schema_(std::move(schema)) {}
  void consume(const Batch& batch) override { add(batch, nullptr); }
  // Another partial result: rows, and then whether they are repeated.
  void merge(const Table& partial);
  Table finish() override;
  // The rows that are not repeated.
  Table finish_unrepeated();

 private:
  void add(const Batch& batch, const arrow::BooleanArray* are_repeated);
  std::shared_ptr<arrow::Table> first_rows() const;

  std::vector<int> positions_;
  SchemaPtr schema_;
  TextCodes codes_;
  arrow::RecordBatchVector batches_;  // the first row of each code
  std::vector<bool> is_repeated_;     // of each code
};

void UnrepeatedRowsPartial::add(const Batch& batch, const arrow::BooleanArray* are_repeated) {
  if (batch->num_rows() == 0) return;
  const RowKeys keys(*batch, positions_);
  std::vector<std::int64_t> firsts;
  for (std::int64_t row = 0; row < batch->num_rows(); ++row) {
    const auto known = codes_.size();
    const auto code = codes_.code(keys.key(row));
    if (code == known) {
      firsts.push_back(row);
      is_repeated_.push_back(are_repeated && are_repeated->Value(row));
    } else {
      is_repeated_[std::size_t(code)] = true;
    }
  }
  if (!firsts.empty()) batches_.push_back(taken_rows(batch, firsts));
}

void UnrepeatedRowsPartial::merge(const Table& partial) {
  const auto rows = one_batch(partial);
  const int flags = rows->num_columns() - 1;
  add(data::value_or_throw(rows->RemoveColumn(flags), "combining partial results"),
      static_cast<const arrow::BooleanArray*>(rows->column(flags).get()));
}

std::shared_ptr<arrow::Table> UnrepeatedRowsPartial::first_rows() const {
  return data::value_or_throw(arrow::Table::FromRecordBatches(schema_, batches_), "keeping rows");
}

Table UnrepeatedRowsPartial::finish() {
  arrow::BooleanBuilder builder(data::arrow_pool());
  data::throw_unless_ok(builder.AppendValues(is_repeated_), "keeping rows");
  const auto flags = data::value_or_throw(builder.Finish(), "keeping rows");
  const auto table = first_rows();
  return Table(data::value_or_throw(table->AddColumn(table->num_columns(), arrow::field(kIsRepeated, flags->type()),
                                                     std::make_shared<arrow::ChunkedArray>(flags)),
                                    "keeping rows"));
}

Table UnrepeatedRowsPartial::finish_unrepeated() {
  std::vector<std::int64_t> places;
  for (std::size_t code = 0; code < is_repeated_.size(); ++code)
    if (!is_repeated_[code]) places.push_back(std::int64_t(code));
  return table_of_batch(taken_rows(one_batch(Table(first_rows())), places));
}

struct UnrepeatedRows final : DeclaredAs<UnrepeatedRows, Reducer> {
  static constexpr std::string_view kName = "unrepeated_rows";
  static constexpr auto fields() { return std::tuple{field("subset", &UnrepeatedRows::subset)}; }
  std::vector<std::string> subset;

  std::vector<std::string> input_columns() const override { return subset; }
  SchemaPtr result_schema(const SchemaPtr& input) const override;
  std::unique_ptr<PartialReduction> begin(const SchemaPtr& input) const override { return started(input); }
  Table combine(std::span<const Table> partials) const override;
  Table finalize(std::span<const Table> partials, const SchemaPtr& input) const override;
  bool is_holistic() const override { return true; }

 private:
  std::vector<int> key_positions(const arrow::Schema& schema) const;
  std::unique_ptr<UnrepeatedRowsPartial> started(const SchemaPtr& schema) const;
};

std::vector<int> UnrepeatedRows::key_positions(const arrow::Schema& schema) const {
  return column_positions(schema, subset.empty() ? schema.field_names() : subset);
}

SchemaPtr UnrepeatedRows::result_schema(const SchemaPtr& input) const {
  for (const int position : key_positions(*input)) {
    const auto& field = *input->field(position);
    if (can_be_key(*field.type())) continue;
    throw TypeError(fmt::format("repeated rows are told by numbers, times, texts and bytes: column '{}' is {}",
                                field.name(), field.type()->ToString()));
  }
  return input;
}

std::unique_ptr<UnrepeatedRowsPartial> UnrepeatedRows::started(const SchemaPtr& schema) const {
  result_schema(schema);
  return std::make_unique<UnrepeatedRowsPartial>(key_positions(*schema), schema);
}

Table UnrepeatedRows::combine(std::span<const Table> partials) const {
  if (partials.size() == 1) return partials.front();
  const auto& schema = partials.front().arrow()->schema();
  const auto reduction =
      started(data::value_or_throw(schema->RemoveField(schema->num_fields() - 1), "combining partial results"));
  for (const auto& partial : partials) reduction->merge(partial);
  return reduction->finish();
}

Table UnrepeatedRows::finalize(std::span<const Table> partials, const SchemaPtr& input) const {
  const auto reduction = started(input);
  for (const auto& partial : partials) reduction->merge(partial);
  return reduction->finish_unrepeated();
}

}  // namespace

ReducerPtr unrepeated_rows(std::vector<std::string> subset) {
  auto reducer = std::make_shared<UnrepeatedRows>();
  reducer->subset = std::move(subset);
  return reducer;
}

}  // namespace tusk::kernels
