#include "expr/rows_mark.h"

#include <arrow/table.h>
#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>

namespace tusk::expr {

namespace {

constexpr const char* kMetadataKey = "tusk.rows";

}  // namespace

std::string rows_mark(const Table& table) {
  const auto& metadata = table.arrow()->schema()->metadata();
  return metadata && metadata->Contains(kMetadataKey) ? *metadata->Get(kMetadataKey) : "";
}

Table with_rows_mark(const Table& table, const std::string& mark) {
  if (mark.empty()) return table;
  return Table(table.arrow()->ReplaceSchemaMetadata(arrow::key_value_metadata({kMetadataKey}, {mark})));
}

}  // namespace tusk::expr
