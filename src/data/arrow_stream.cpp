#include <tusk/data/arrow_stream.h>

#include <arrow/c/bridge.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>

#include "data/arrow_status.h"

namespace tusk {

void export_stream(const Table& table, ArrowArrayStream* stream) {
  auto reader = std::make_shared<arrow::TableBatchReader>(table.arrow());
  data::throw_unless_ok(arrow::ExportRecordBatchReader(std::move(reader), stream), "exporting a table");
}

Table import_stream(ArrowArrayStream* stream) {
  constexpr const char* kDoing = "importing a table";
  const auto reader = data::value_or_throw(arrow::ImportRecordBatchReader(stream), kDoing);
  auto table = data::value_or_throw(reader->ToTable(), kDoing);
  data::throw_unless_ok(table->Validate(), kDoing);
  return Table(std::move(table));
}

}  // namespace tusk
