#include "kernels/table_scan.h"

#include <algorithm>

#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <arrow/util/byte_size.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "core/near_names.h"
#include "data/arrow_status.h"
#include "kernels/categories.h"

namespace tusk::kernels {
namespace {

// The columns of those names, in that order.
std::shared_ptr<arrow::Table> chosen_columns(const arrow::Table& table, const std::vector<std::string>& names) {
  std::vector<int> positions;
  for (const auto& name : names) {
    const int position = table.schema()->GetFieldIndex(name);
    if (position < 0) {
      const auto near = core::did_you_mean(name, table.ColumnNames());
      throw KeyError(fmt::format("a column that is read is one of the table's: no column is named '{}' alone{}{}", name,
                                 near.empty() ? "" : "; ", near));
    }
    positions.push_back(position);
  }
  return data::value_or_throw(table.SelectColumns(positions), "choosing columns");
}

class TableScanReader final : public BatchReader {
 public:
  explicit TableScanReader(std::shared_ptr<arrow::Table> table) : table_(std::move(table)), batches_(*table_) {
    batches_.set_chunksize(kBatchRows);
  }

  // A table without columns has rows all the same.
  Batch next() override {
    if (table_->num_columns() > 0) {
      Batch batch;
      data::throw_unless_ok(batches_.ReadNext(&batch), "reading a table");
      return batch;
    }
    const auto length = std::min(kBatchRows, table_->num_rows() - rows_done_);
    if (length <= 0) return nullptr;
    rows_done_ += length;
    return arrow::RecordBatch::Make(table_->schema(), length, arrow::ArrayVector());
  }

 private:
  std::shared_ptr<arrow::Table> table_;
  arrow::TableBatchReader batches_;
  std::int64_t rows_done_ = 0;
};

struct TableScan final : DeclaredAs<TableScan, Scan> {
  static constexpr std::string_view kName = "table";
  static constexpr auto fields() {
    return std::tuple{field("table", &TableScan::table), field("offsets", &TableScan::offsets)};
  }
  Table table;
  std::vector<std::int64_t> offsets;

  SchemaPtr schema() const override { return table.arrow()->schema(); }
  std::int64_t partition_count() const override { return std::int64_t(offsets.size()) - 1; }
  std::optional<std::int64_t> row_count(std::int64_t partition) const override {
    return offsets[std::size_t(partition) + 1] - offsets[std::size_t(partition)];
  }
  std::unique_ptr<BatchReader> open(std::int64_t partition, const ScanRequest& request) const override {
    auto length = *row_count(partition);
    if (request.rows) length = std::min(length, *request.rows);
    return std::make_unique<TableScanReader>(
        chosen_columns(*table.arrow(), request.columns)->Slice(offsets[std::size_t(partition)], length));
  }
  // They are in memory.
  std::uint64_t bytes_to_read(const std::vector<std::string>& /*columns*/) const override { return 0; }
};

// The categories of a table in memory are known.
Table with_known_categories(const Table& table) {
  arrow::FieldVector fields;
  arrow::ChunkedArrayVector columns;
  for (int i = 0; i < table.arrow()->num_columns(); ++i) {
    columns.push_back(with_own_categories(table.arrow()->column(i)));
    fields.push_back(table.arrow()->field(i)->WithType(columns.back()->type()));
  }
  return Table(arrow::Table::Make(arrow::schema(std::move(fields), table.arrow()->schema()->metadata()),
                                  std::move(columns), table.row_count()));
}

ScanPtr make_table_scan(const Table& table, std::vector<std::int64_t> offsets) {
  auto scan = std::make_shared<TableScan>();
  scan->table = with_known_categories(table);
  scan->offsets = std::move(offsets);
  return scan;
}

}  // namespace

ScanPtr table_scan(Table table, std::int64_t partition_count) {
  if (partition_count < 1)
    throw ValueError(fmt::format("a table has at least 1 partition: got partition_count {}", partition_count));
  const auto rows = table.row_count();
  const auto longer = rows % partition_count;
  std::vector<std::int64_t> offsets{0};
  for (std::int64_t i = 0; i < partition_count; ++i)
    offsets.push_back(offsets.back() + rows / partition_count + (i < longer ? 1 : 0));
  return make_table_scan(table, std::move(offsets));
}

ScanPtr table_scan(Table table, std::vector<std::int64_t> offsets) {
  const bool is_whole = offsets.size() >= 2 && offsets.front() == 0 && offsets.back() == table.row_count();
  if (!is_whole || !std::ranges::is_sorted(offsets)) {
    throw ValueError(fmt::format("offsets of partitions ascend from 0 to the number of rows: got [{}] for {} rows",
                                 fmt::join(offsets, ", "), table.row_count()));
  }
  return make_table_scan(table, std::move(offsets));
}

}  // namespace tusk::kernels
