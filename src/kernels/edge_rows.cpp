#include "kernels/edge_rows.h"

#include <algorithm>
#include <deque>

#include <arrow/record_batch.h>
#include <arrow/table.h>

#include "data/arrow_status.h"

namespace tusk::kernels {

namespace {

Table table_of(const SchemaPtr& schema, const std::vector<Batch>& batches, std::int64_t rows) {
  if (schema->num_fields() == 0) return Table(arrow::Table::Make(schema, arrow::ChunkedArrayVector(), rows));
  return Table(data::value_or_throw(arrow::Table::FromRecordBatches(schema, batches), "keeping rows"));
}

// A table without columns has rows all the same, which Arrow forgets when it cuts and joins them.
Table cut(const Table& table, std::int64_t offset, std::int64_t length) {
  const std::int64_t count = std::min(length, table.row_count() - offset);
  if (table.column_count() > 0) return Table(table.arrow()->Slice(offset, count));
  return Table(arrow::Table::Make(table.arrow()->schema(), arrow::ChunkedArrayVector(), count));
}

class FirstRows final : public PartialReduction {
 public:
  FirstRows(SchemaPtr schema, std::int64_t count) : schema_(std::move(schema)), left_(count) {}
  void consume(const Batch& batch) override {
    const std::int64_t taken = std::min(left_, batch->num_rows());
    if (taken == 0) return;
    kept_.push_back(batch->Slice(0, taken));
    left_ -= taken;
    rows_ += taken;
  }
  bool is_full() const override { return left_ == 0; }
  Table finish() override { return table_of(schema_, kept_, rows_); }

 private:
  SchemaPtr schema_;
  std::int64_t left_;
  std::int64_t rows_ = 0;
  std::vector<Batch> kept_;
};

class LastRows final : public PartialReduction {
 public:
  LastRows(SchemaPtr schema, std::int64_t count) : schema_(std::move(schema)), count_(count) {}
  void consume(const Batch& batch) override {
    kept_.push_back(batch);
    rows_ += batch->num_rows();
    while (rows_ - kept_.front()->num_rows() >= count_ && kept_.size() > 1) {
      rows_ -= kept_.front()->num_rows();
      kept_.pop_front();
    }
  }
  Table finish() override {
    const Table all = table_of(schema_, {kept_.begin(), kept_.end()}, rows_);
    return cut(all, std::max<std::int64_t>(0, rows_ - count_), count_);
  }

 private:
  SchemaPtr schema_;
  std::int64_t count_;
  std::int64_t rows_ = 0;
  std::deque<Batch> kept_;
};

Table concatenated(std::span<const Table> tables) {
  std::vector<std::shared_ptr<arrow::Table>> parts;
  std::int64_t rows = 0;
  for (const Table& table : tables) {
    parts.push_back(table.arrow());
    rows += table.row_count();
  }
  if (parts[0]->num_columns() == 0) return table_of(parts[0]->schema(), {}, rows);
  return Table(data::value_or_throw(arrow::ConcatenateTables(parts), "keeping rows"));
}

struct FirstRowsOf final : DeclaredAs<FirstRowsOf, Reducer> {
  static constexpr std::string_view kName = "first-rows";
  static constexpr auto fields() { return std::tuple{field("count", &FirstRowsOf::count)}; }
  std::int64_t count = 0;

  std::vector<std::string> input_columns() const override { return {}; }
  SchemaPtr result_schema(const SchemaPtr& input) const override { return input; }
  std::unique_ptr<PartialReduction> begin(const SchemaPtr& input) const override {
    return std::make_unique<FirstRows>(input, count);
  }
  Table combine(std::span<const Table> partials) const override { return cut(concatenated(partials), 0, count); }
  Table finalize(std::span<const Table> partials, const SchemaPtr&) const override { return combine(partials); }
  std::optional<std::int64_t> rows_wanted() const override { return count; }
};

struct LastRowsOf final : DeclaredAs<LastRowsOf, Reducer> {
  static constexpr std::string_view kName = "last-rows";
  static constexpr auto fields() { return std::tuple{field("count", &LastRowsOf::count)}; }
  std::int64_t count = 0;

  std::vector<std::string> input_columns() const override { return {}; }
  SchemaPtr result_schema(const SchemaPtr& input) const override { return input; }
  std::unique_ptr<PartialReduction> begin(const SchemaPtr& input) const override {
    return std::make_unique<LastRows>(input, count);
  }
  Table combine(std::span<const Table> partials) const override {
    const Table all = concatenated(partials);
    return cut(all, std::max<std::int64_t>(0, all.row_count() - count), count);
  }
  Table finalize(std::span<const Table> partials, const SchemaPtr&) const override { return combine(partials); }
};

}  // namespace

ReducerPtr first_rows(std::int64_t count) {
  auto reducer = std::make_shared<FirstRowsOf>();
  reducer->count = std::max<std::int64_t>(0, count);
  return reducer;
}

ReducerPtr last_rows(std::int64_t count) {
  auto reducer = std::make_shared<LastRowsOf>();
  reducer->count = std::max<std::int64_t>(0, count);
  return reducer;
}

}  // namespace tusk::kernels
