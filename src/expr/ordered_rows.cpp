#include "expr/ordered_rows.h"

#include <utility>

#include <arrow/table.h>

#include <tusk/core/codec.h>
#include <tusk/core/error.h>

#include "expr/rows_mark.h"

namespace tusk::expr {

Meta OrderedRows::meta(Inputs inputs) const {
  Meta meta = inputs[0]->meta();
  if (meta.is_scalar()) throw TypeError(label() + " is of a frame or a series: got one value");
  meta.schema = function->result_schema(meta.schema, int(meta.index_count()));
  return meta;
}

std::vector<Columns> OrderedRows::needed(Inputs, const Columns& wanted) const {
  Columns columns;
  for (const auto& [column, need] : wanted) columns.emplace(column, Need::Values);
  for (const std::string& column : function->key_columns()) columns.emplace(column, Need::Values);
  return {columns};
}

NodePtr ordered_rows(const NodePtr& input, kernels::OrderedFunctionPtr function) {
  auto op = std::make_shared<OrderedRows>();
  op->function = std::move(function);
  return make_node(std::move(op), {input});
}

Value SummarizeRows::run(const tusk::Inputs& inputs, TaskContext&) const {
  return Value::of(function->summary(inputs[0].as<Table>(), index_count));
}

Value CombineSummaries::run(const tusk::Inputs& inputs, TaskContext&) const {
  if (inputs.size() == 0) return Value::of(function->summary(empty, index_count));
  return Value::of(function->combined(inputs[0].as<Table>(), inputs[1].as<Table>()));
}

Value RunInOrder::run(const tusk::Inputs& inputs, TaskContext&) const {
  const Table rows = inputs[0].as<Table>();
  const Table before =
      inputs.size() > 1 ? inputs[1].as<Table>() : function->summary(Table(rows.arrow()->Slice(0, 0)), index_count);
  return Value::of(with_rows_mark(function->run(rows, index_count, before), rows_mark(rows)));
}

}  // namespace tusk::expr
