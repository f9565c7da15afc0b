#include "kernels/csv/csv_batch_builder.h"

#include <algorithm>

#include <arrow/record_batch.h>
#include <arrow/type.h>

namespace tusk::kernels {

namespace {

// An array's offsets have 31 bits; rows found at once may add half of that.
constexpr std::size_t kMostTextBytes = std::size_t(1) << 30;

SchemaPtr csv_batch_schema(const std::vector<CsvColumn>& columns) {
  arrow::FieldVector fields;
  for (const auto& column : columns) fields.push_back(arrow::field(column.name, column.type));
  return arrow::schema(std::move(fields));
}

}  // namespace

CsvBatchBuilder::CsvBatchBuilder(const std::vector<CsvColumn>& columns, std::shared_ptr<const CsvParsing> parsing)
    : schema_(csv_batch_schema(columns)) {
  for (const auto& column : columns) writers_.push_back(make_csv_column_writer(column, parsing));
}

std::int64_t CsvBatchBuilder::append(const CsvRows& rows, std::int64_t begin, std::int64_t end) {
  end = std::min(end, begin + kBatchRows - length_);
  for (const auto& writer : writers_) writer->append(rows, begin, end);
  length_ += end - begin;
  return end;
}

bool CsvBatchBuilder::is_full() const {
  return length_ == kBatchRows || std::any_of(writers_.begin(), writers_.end(),
                                              [](const auto& writer) { return writer->text_bytes() > kMostTextBytes; });
}

Batch CsvBatchBuilder::finish() {
  std::vector<std::shared_ptr<arrow::Array>> columns;
  for (const auto& writer : writers_) columns.push_back(writer->finish());
  return arrow::RecordBatch::Make(schema_, std::exchange(length_, 0), std::move(columns));
}

}  // namespace tusk::kernels
