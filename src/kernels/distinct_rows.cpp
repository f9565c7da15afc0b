// distinct_rows: the columns of a row are written as one text that differs where the rows do, and texts get codes.
#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_status.h"
#include "kernels/row_keys.h"
#include "kernels/row_reducers.h"
#include "kernels/row_tables.h"
#include "kernels/row_values.h"
#include "kernels/value_codes.h"

namespace tusk::kernels {
namespace {

// With keep "last", rows that are no longer the last ones wait until they are so many times the distinct rows, and at
// least so many.
constexpr std::int64_t kHeldPerDistinctRow = 3;
constexpr std::int64_t kFewestToDrop = 4 * kBatchRows;

class DistinctRowsPartial final : public PartialReduction {
 public:
  DistinctRowsPartial(std::vector<int> positions, bool is_first_kept, SchemaPtr schema)
      : positions_(std::move(positions)), is_first_kept_(is_first_kept), schema_(std::move(schema)) {}
  void consume(const Batch& batch) override;
  Table finish() override;

 private:
  void keep_first(const Batch& batch, const RowKeys& keys);
  void keep_last(const Batch& batch, const RowKeys& keys);
  void drop_former();

  std::vector<int> positions_;
  bool is_first_kept_;
  SchemaPtr schema_;
  TextCodes codes_;
  arrow::RecordBatchVector batches_;
  std::int64_t held_ = 0;                  // rows of the batches
  std::vector<std::int64_t> last_places_;  // of each code, the place of its last row among the batches' rows
};

void DistinctRowsPartial::consume(const Batch& batch) {
  if (batch->num_rows() == 0) return;
  const RowKeys keys(*batch, positions_);
  is_first_kept_ ? keep_first(batch, keys) : keep_last(batch, keys);
}

void DistinctRowsPartial::keep_first(const Batch& batch, const RowKeys& keys) {
  std::vector<std::int64_t> firsts;
  for (std::int64_t row = 0; row < batch->num_rows(); ++row) {
    const auto known = codes_.size();
    if (codes_.code(keys.key(row)) == known) firsts.push_back(row);
  }
  if (firsts.empty()) return;
  const bool is_all = std::int64_t(firsts.size()) == batch->num_rows();
  batches_.push_back(is_all ? batch : taken_rows(batch, firsts));
}

void DistinctRowsPartial::keep_last(const Batch& batch, const RowKeys& keys) {
  for (std::int64_t row = 0; row < batch->num_rows(); ++row) {
    const auto code = std::size_t(codes_.code(keys.key(row)));
    if (code == last_places_.size()) last_places_.push_back(0);
    last_places_[code] = held_ + row;
  }
  batches_.push_back(batch);
  held_ += batch->num_rows();
  if (held_ >= std::max(kFewestToDrop, kHeldPerDistinctRow * codes_.size())) drop_former();
}

void DistinctRowsPartial::drop_former() {
  if (batches_.empty() || held_ == codes_.size()) return;
  std::vector<std::int64_t> places = last_places_;
  std::ranges::sort(places);
  const auto table = data::value_or_throw(arrow::Table::FromRecordBatches(schema_, batches_), "keeping rows");
  batches_ = {taken_rows(one_batch(Table(table)), places)};
  for (auto& place : last_places_) place = std::ranges::lower_bound(places, place) - places.begin();
  held_ = std::int64_t(places.size());
}

Table DistinctRowsPartial::finish() {
  if (!is_first_kept_) drop_former();
  return Table(data::value_or_throw(arrow::Table::FromRecordBatches(schema_, batches_), "keeping rows"));
}

struct DistinctRows final : DeclaredAs<DistinctRows, Reducer> {
  static constexpr std::string_view kName = "distinct_rows";
  static constexpr auto fields() {
    return std::tuple{field("subset", &DistinctRows::subset), field("keep", &DistinctRows::keep)};
  }
  std::vector<std::string> subset;
  std::string keep;

  std::vector<std::string> input_columns() const override { return subset; }
  SchemaPtr result_schema(const SchemaPtr& input) const override;
  std::unique_ptr<PartialReduction> begin(const SchemaPtr& input) const override;
  Table combine(std::span<const Table> partials) const override;
  Table finalize(std::span<const Table> partials, const SchemaPtr&) const override { return combine(partials); }
  bool is_holistic() const override { return true; }

 private:
  std::vector<int> key_positions(const arrow::Schema& schema) const;
};

std::vector<int> DistinctRows::key_positions(const arrow::Schema& schema) const {
  if (!subset.empty()) return column_positions(schema, subset);
  std::vector<int> positions;
  for (int i = 0; i < schema.num_fields(); ++i) positions.push_back(i);
  return positions;
}

SchemaPtr DistinctRows::result_schema(const SchemaPtr& input) const {
  for (const int position : key_positions(*input)) {
    const auto& field = *input->field(position);
    if (can_be_key(*field.type())) continue;
    throw TypeError(fmt::format("distinct rows are by numbers, times, texts and bytes: column '{}' is {}", field.name(),
                                field.type()->ToString()));
  }
  return input;
}

std::unique_ptr<PartialReduction> DistinctRows::begin(const SchemaPtr& input) const {
  result_schema(input);
  return std::make_unique<DistinctRowsPartial>(key_positions(*input), keep == "first", input);
}

Table DistinctRows::combine(std::span<const Table> partials) const {
  if (partials.size() == 1) return partials.front();
  const auto reduction = begin(partials.front().arrow()->schema());
  for (const auto& partial : partials) reduction->consume(one_batch(partial));
  return reduction->finish();
}

}  // namespace

ReducerPtr distinct_rows(std::vector<std::string> subset, std::string keep) {
  if (keep != "first" && keep != "last") throw ValueError(fmt::format("keep must be first or last: '{}'", keep));
  auto reducer = std::make_shared<DistinctRows>();
  reducer->subset = std::move(subset);
  reducer->keep = std::move(keep);
  return reducer;
}

}  // namespace tusk::kernels
