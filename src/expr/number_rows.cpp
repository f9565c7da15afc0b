#include "expr/number_rows.h"

#include <arrow/builder.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

#include <tusk/core/codec.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"

namespace tusk::expr {

namespace {

arrow::FieldVector place_fields() {
  return {arrow::field(std::string(kPartitionColumn), arrow::int64()),
          arrow::field(std::string(kRowColumn), arrow::int64())};
}

// first, first + step, …
std::shared_ptr<arrow::Array> numbers(std::int64_t count, std::int64_t first, std::int64_t step) {
  arrow::Int64Builder builder(data::arrow_pool());
  data::throw_unless_ok(builder.Reserve(count), "numbering rows");
  for (std::int64_t i = 0; i < count; ++i) builder.UnsafeAppend(first + i * step);
  return data::value_or_throw(builder.Finish(), "numbering rows");
}

}  // namespace

Meta NumberRows::meta(Inputs inputs) const {
  Meta meta = inputs[0]->meta();
  arrow::FieldVector fields = meta.schema->fields();
  for (auto& field : place_fields()) fields.push_back(std::move(field));
  meta.schema = arrow::schema(std::move(fields));
  return meta;
}

kernels::Batch NumberRows::run(std::span<const Register> inputs, const BatchPlace& place) const {
  const auto& batch = *inputs[0].batch;
  const std::int64_t rows = batch.num_rows();
  arrow::FieldVector fields = batch.schema()->fields();
  for (auto& field : place_fields()) fields.push_back(std::move(field));
  arrow::ArrayVector columns = batch.columns();
  columns.push_back(numbers(rows, place.partition, 0));
  columns.push_back(numbers(rows, place.first_row, 1));
  return arrow::RecordBatch::Make(arrow::schema(std::move(fields)), rows, std::move(columns));
}

std::vector<Columns> NumberRows::needed(Inputs, const Columns& wanted) const {
  Columns columns = wanted;
  columns.erase(std::string(kPartitionColumn));
  columns.erase(std::string(kRowColumn));
  return {columns};
}

NodePtr number_rows(const NodePtr& frame) { return make_node(std::make_shared<NumberRows>(), {frame}); }

}  // namespace tusk::expr
