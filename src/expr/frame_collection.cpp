#include "expr/frame_collection.h"

#include <utility>

#include <arrow/scalar.h>
#include <arrow/table.h>
#include <arrow/type.h>

#include <tusk/core/error.h>

#include "data/arrow_status.h"
#include "expr/frame_format.h"
#include "expr/held.h"
#include "expr/scalar_value.h"
#include "kernels/categories.h"

namespace tusk::expr {

namespace {

std::vector<Table> tables_of(const std::vector<Value>& results) {
  std::vector<Table> tables;
  tables.reserve(results.size());
  for (const Value& result : results) tables.push_back(result.as<Table>());
  return tables;
}

Table concatenated(const std::vector<Value>& results) {
  std::vector<std::shared_ptr<arrow::Table>> tables;
  for (const Table& table : tables_of(results)) tables.push_back(table.arrow());
  return Table(data::value_or_throw(arrow::ConcatenateTables(tables), "putting partitions together"));
}

// A computed category column has one dictionary: its known categories, or those that its partitions have.
Table with_one_dictionary_each(const Table& table, const arrow::Schema& schema) {
  arrow::ChunkedArrayVector columns;
  for (int i = 0; i < schema.num_fields(); ++i) {
    const auto& column = table.arrow()->column(i);
    const bool is_category = column->type()->id() == arrow::Type::DICTIONARY;
    columns.push_back(is_category ? kernels::with_one_dictionary(column, schema.field(i)->type()) : column);
  }
  return Table(arrow::Table::Make(table.arrow()->schema(), std::move(columns), table.row_count()));
}

}  // namespace

Value FrameCollection::finish(std::vector<Value> results) const {
  const Meta& meta = node()->meta();
  if (meta.is_scalar()) {
    const auto column = results[0].as<Table>().arrow()->column(0);
    return scalar_value(*data::value_or_throw(column->GetScalar(0), "taking a scalar"));
  }
  return Value::of(
      with_format(with_one_dictionary_each(concatenated(results), *meta.schema), {meta.shape, meta.index_names}));
}

std::shared_ptr<Collection> FrameCollection::rebuilt(std::vector<Value> results) const {
  return std::make_shared<FrameCollection>(held(node(), tables_of(results)));
}

}  // namespace tusk::expr
