// apply() and transform() with functions of a group's table.
#include <algorithm>
#include <utility>

#include <arrow/array/util.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/dataframe/group_by.h>

#include "data/arrow_status.h"
#include "dataframe/group_keys.h"
#include "dataframe/whole_groups.h"
#include "expr/number_rows.h"
#include "expr/operation_reducer.h"
#include "kernels/map_groups.h"
#include "kernels/row_tables.h"

namespace tusk {

namespace {

// Calls a function for each group of a partition, and puts the columns `carried` of the rows beside what it gives.
struct CallForGroups {
  static constexpr std::string_view kName = "call-for-groups";
  static constexpr auto fields() {
    return std::tuple{field("function", &CallForGroups::function),     field("grouping", &CallForGroups::grouping),
                      field("columns", &CallForGroups::columns),       field("carried", &CallForGroups::carried),
                      field("keeps_rows", &CallForGroups::keeps_rows), field("empty", &CallForGroups::empty)};
  }
  expr::TableStep function;
  kernels::Grouping grouping;
  std::vector<std::string> columns;  // that the function sees
  std::vector<std::string> carried;  // before the function's columns
  bool keeps_rows = false;           // else what is carried is the same in all rows of a group
  Table empty;                       // of the function's columns

  Value run(const tusk::Inputs& inputs, TaskContext&) const {
    const auto rows = kernels::one_batch(inputs[0].as<Table>());
    const auto numbered = kernels::number_groups(kernels::table_of_batch(rows), grouping);
    std::vector<std::vector<std::int64_t>> members(std::size_t(numbered.keys.row_count()));
    std::vector<std::int64_t> places;  // of the carried columns
    for (std::size_t row = 0; row < numbered.numbers.size(); ++row) {
      const std::int64_t group = numbered.numbers[row];
      if (group >= 0) members[std::size_t(group)].push_back(std::int64_t(row));
    }
    std::vector<Table> parts = {empty};
    for (const auto& own : members) {
      parts.push_back(called(rows, own));
      for (std::int64_t i = 0; i < parts.back().row_count(); ++i)
        places.push_back(own[keeps_rows ? std::size_t(i) : 0]);
    }
    if (keeps_rows) parts.push_back(of_no_group(numbered.numbers, places));
    return Value::of(beside(*rows, places, kernels::stacked(parts)));
  }

 private:
  Table called(const kernels::Batch& rows, const std::vector<std::int64_t>& own) const {
    arrow::FieldVector fields;
    arrow::ArrayVector values;
    for (const std::string& column : columns) {
      fields.push_back(rows->schema()->GetFieldByName(column));
      values.push_back(kernels::taken_values(rows->GetColumnByName(column), own));
    }
    Table made = function.run(Table(arrow::Table::Make(arrow::schema(fields), values, std::int64_t(own.size()))));
    if (!made.arrow()->schema()->Equals(*empty.arrow()->schema(), false))
      throw TypeError(fmt::format("a function of groups gives the columns that it said: ({}), not ({})",
                                  empty.arrow()->schema()->ToString(), made.arrow()->schema()->ToString()));
    if (keeps_rows && made.row_count() != std::int64_t(own.size()))
      throw ValueError(fmt::format("a function of transform gives as many rows as it gets: got {} for {}",
                                   made.row_count(), own.size()));
    return Table(made.arrow()->ReplaceSchemaMetadata(nullptr));
  }

  // Missing results for the rows that belong to no group.
  Table of_no_group(const std::vector<std::int64_t>& numbers, std::vector<std::int64_t>& places) const {
    const std::size_t before = places.size();
    for (std::size_t row = 0; row < numbers.size(); ++row)
      if (numbers[row] < 0) places.push_back(std::int64_t(row));
    const auto count = std::int64_t(places.size() - before);
    arrow::ArrayVector values;
    for (const auto& field : empty.arrow()->schema()->fields())
      values.push_back(kernels::missing_array(field->type(), count));
    return Table(arrow::Table::Make(empty.arrow()->schema(), values, count));
  }

  Table beside(const arrow::RecordBatch& rows, const std::vector<std::int64_t>& places, const Table& results) const {
    arrow::FieldVector fields;
    arrow::ChunkedArrayVector values;
    const auto carry = [&](const std::string& column) {
      fields.push_back(rows.schema()->GetFieldByName(column));
      values.push_back(
          std::make_shared<arrow::ChunkedArray>(kernels::taken_values(rows.GetColumnByName(column), places)));
    };
    for (const std::string& column : carried) carry(column);
    for (int i = 0; i < results.arrow()->num_columns(); ++i) {
      fields.push_back(results.arrow()->field(i));
      values.push_back(results.arrow()->column(i));
    }
    if (keeps_rows) {
      carry(std::string(expr::kPartitionColumn));
      carry(std::string(expr::kRowColumn));
    }
    return Table(arrow::Table::Make(arrow::schema(fields), values, std::int64_t(places.size())));
  }
};

OperationPtr call_for_groups(const GroupBy& groups, const FunctionPtr& function, const Table& result,
                             std::vector<std::string> carried, bool keeps_rows) {
  const dataframe::KeyedRows keyed = dataframe::keyed_rows(groups);
  kernels::Grouping grouping = dataframe::grouping_of(groups, keyed);
  grouping.is_observed = true;
  const Table empty(result.arrow()->Slice(0, 0)->ReplaceSchemaMetadata(nullptr));
  return operation(CallForGroups{{call(function, {Argument::of_input(0)})},
                                 std::move(grouping),
                                 groups.columns(),
                                 std::move(carried),
                                 keeps_rows,
                                 empty});
}

}  // namespace

DataFrame GroupBy::transform(const FunctionPtr& function, const Table& result) const {
  std::vector<std::string> index;
  for (std::size_t level = 0; level < frame_.index_names().size(); ++level) index.push_back(expr::index_column(level));
  return dataframe::transform_groups(*this, call_for_groups(*this, function, result, std::move(index), true),
                                     result.arrow()->schema());
}

DataFrame GroupBy::apply(const FunctionPtr& function, const Table& result) const {
  const dataframe::KeyedRows keyed = dataframe::keyed_rows(*this);
  arrow::FieldVector fields;
  std::vector<expr::SelectedColumn> values;
  for (const std::string& key : keyed.keys) fields.push_back(keyed.rows->meta().schema->GetFieldByName(key));
  for (const auto& field : result.arrow()->schema()->fields()) {
    fields.push_back(field);
    values.push_back({field->name(), field->name()});
  }
  const auto rows = dataframe::apply_to_groups(*this, call_for_groups(*this, function, result, keyed.keys, false),
                                               {expr::Shape::Frame, arrow::schema(std::move(fields))});
  return dataframe::with_keys(*this, keyed, rows, std::move(values));
}

}  // namespace tusk
