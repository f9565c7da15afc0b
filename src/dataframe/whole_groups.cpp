#include "dataframe/whole_groups.h"

#include <utility>

#include <arrow/type.h>

#include "dataframe/group_keys.h"
#include "expr/number_rows.h"
#include "expr/reduce.h"
#include "kernels/exchanged_rows.h"

namespace tusk::dataframe {

expr::NodePtr whole_groups(const GroupBy& groups, bool are_numbered) {
  KeyedRows keyed = keyed_rows(groups, groups.columns());
  const std::int64_t partition_count = keyed.rows->meta().partition_count;
  if (are_numbered) keyed.rows = expr::number_rows(keyed.rows);
  if (partition_count == 1) return keyed.rows;
  return expr::exchange(keyed.rows, kernels::rows_by_keys(keyed.keys), partition_count);
}

expr::NodePtr apply_to_groups(const GroupBy& groups, OperationPtr operation, const expr::PartitionResult& result) {
  return expr::per_partition({whole_groups(groups, false)}, std::move(operation), "groupby-apply", result);
}

DataFrame transform_groups(const GroupBy& groups, OperationPtr operation, const kernels::SchemaPtr& values) {
  const expr::Meta& frame = groups.frame().node()->meta();
  const std::string partition(expr::kPartitionColumn), row(expr::kRowColumn);
  arrow::FieldVector fields(frame.schema->fields().begin(),
                            frame.schema->fields().begin() + std::ptrdiff_t(frame.index_count()));
  std::vector<expr::SelectedColumn> columns;
  for (const auto& field : values->fields()) {
    fields.push_back(field);
    columns.push_back({field->name(), field->name()});
  }
  fields.push_back(arrow::field(partition, arrow::int64()));
  fields.push_back(arrow::field(row, arrow::int64()));
  const auto made = expr::per_partition({whole_groups(groups, true)}, std::move(operation), "groupby-transform",
                                        {expr::Shape::Frame, arrow::schema(std::move(fields)), frame.index_names});
  const auto back = expr::exchange(made, kernels::rows_by_place(partition, row), frame.partition_count, frame.rows);
  return DataFrame(expr::select(back, expr::Shape::Frame, std::move(columns)));
}

}  // namespace tusk::dataframe
