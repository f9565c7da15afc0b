#include "kernels/row_tables.h"

#include <arrow/array.h>
#include <arrow/array/concatenate.h>
#include <arrow/array/util.h>
#include <arrow/buffer.h>
#include <arrow/compute/api_vector.h>
#include <arrow/compute/exec.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/arrow_compute.h"

namespace tusk::kernels {

Table stacked(std::span<const Table> tables) {
  if (tables.size() == 1) return tables.front();
  std::vector<std::shared_ptr<arrow::Table>> parts;
  for (const auto& table : tables) parts.push_back(table.arrow());
  return Table(data::value_or_throw(arrow::ConcatenateTables(parts), "combining partial results"));
}

Batch one_batch(const Table& table) {
  return data::value_or_throw(table.arrow()->CombineChunksToBatch(data::arrow_pool()), "combining partial results");
}

Table table_of_batch(const Batch& batch) {
  return Table(data::value_or_throw(arrow::Table::FromRecordBatches({batch}), "making a table"));
}

ArrayPtr one_list(const ArrayPtr& values) {
  const std::vector<std::int64_t> offsets{0, values->length()};
  const ArrayPtr offset_words = words_array(arrow::int64(), offsets);
  return std::make_shared<arrow::LargeListArray>(arrow::large_list(values->type()), 1, offset_words->data()->buffers[1],
                                                 values);
}

ArrayPtr missing_array(const TypePtr& type, std::int64_t size) {
  return data::value_or_throw(arrow::MakeArrayOfNull(type, size, data::arrow_pool()), "making a column");
}

ArrayPtr words_array(const TypePtr& type, const void* words, std::int64_t size, std::int64_t size_bytes) {
  auto buffer = data::value_or_throw(arrow::AllocateBuffer(size_bytes, data::arrow_pool()), "making a column");
  if (size_bytes) std::memcpy(buffer->mutable_data(), words, std::size_t(size_bytes));
  return arrow::MakeArray(arrow::ArrayData::Make(type, size, {nullptr, std::move(buffer)}, 0));
}

ArrayPtr taken_values(const ArrayPtr& array, const std::vector<std::int64_t>& places) {
  initialize_arrow_compute();
  arrow::compute::ExecContext context(data::arrow_pool());
  context.set_use_threads(false);
  const auto datum = arrow::compute::Take(array, words_array(arrow::int64(), places),
                                          arrow::compute::TakeOptions::NoBoundsCheck(), &context);
  return data::value_or_throw(datum, "taking rows").make_array();
}

Batch taken_rows(const Batch& batch, const std::vector<std::int64_t>& places) {
  arrow::ArrayVector columns;
  for (const auto& column : batch->columns()) columns.push_back(taken_values(column, places));
  return arrow::RecordBatch::Make(batch->schema(), std::int64_t(places.size()), std::move(columns));
}

}  // namespace tusk::kernels
