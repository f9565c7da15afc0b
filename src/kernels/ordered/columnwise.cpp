#include "kernels/ordered/columnwise.h"

#include <utility>

#include <arrow/array.h>
#include <arrow/array/concatenate.h>
#include <arrow/compute/cast.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/arrow_compute.h"
#include "kernels/row_tables.h"

namespace tusk::kernels::ordered {

namespace {

ArrayPtr listed(const Batch& summaries, int column) {
  return static_cast<const arrow::LargeListArray&>(*summaries->column(column)).value_slice(0);
}

Table one_row(const std::vector<std::string>& names, const arrow::ArrayVector& arrays) {
  arrow::FieldVector fields;
  arrow::ArrayVector lists;
  for (std::size_t i = 0; i < names.size(); ++i) {
    lists.push_back(one_list(arrays[i]));
    fields.push_back(arrow::field(names[i], lists.back()->type()));
  }
  return Table(arrow::Table::Make(arrow::schema(std::move(fields)), std::move(lists), 1));
}

}  // namespace

SchemaPtr result_schema(const ColumnFunction& function, const SchemaPtr& rows, int index_count) {
  arrow::FieldVector fields = rows->fields();
  for (std::size_t i = std::size_t(index_count); i < fields.size(); ++i)
    fields[i] = arrow::field(fields[i]->name(), function.result_type(fields[i]->name(), fields[i]->type()));
  return arrow::schema(std::move(fields));
}

Table summary(const ColumnFunction& function, const Table& rows, int index_count) {
  const Batch batch = one_batch(rows);
  std::vector<std::string> names;
  arrow::ArrayVector arrays;
  for (int i = index_count; i < batch->num_columns(); ++i) {
    names.push_back(batch->column_name(i));
    arrays.push_back(function.summary_of(batch->column(i)));
  }
  return one_row(names, arrays);
}

Table combined(const ColumnFunction& function, const Table& first, const Table& second) {
  const Batch before = one_batch(first), after = one_batch(second);
  arrow::ArrayVector arrays;
  for (int i = 0; i < before->num_columns(); ++i)
    arrays.push_back(function.combined_of(listed(before, i), listed(after, i)));
  return one_row(before->schema()->field_names(), arrays);
}

Table run(const ColumnFunction& function, const Table& rows, int index_count, const Table& before) {
  const Batch batch = one_batch(rows), summaries = one_batch(before);
  arrow::ArrayVector arrays = batch->columns();
  for (int i = index_count; i < batch->num_columns(); ++i)
    arrays[std::size_t(i)] = function.results_of(arrays[std::size_t(i)], listed(summaries, i - index_count));
  return Table(
      arrow::Table::Make(result_schema(function, batch->schema(), index_count), std::move(arrays), batch->num_rows()));
}

ArrayPtr joined(const arrow::ArrayVector& arrays) {
  return data::value_or_throw(arrow::Concatenate(arrays, data::arrow_pool()), "putting rows together");
}

ArrayPtr cast_array(const ArrayPtr& array, const TypePtr& type) {
  if (array->type()->Equals(*type)) return array;
  return data::value_or_throw(
      arrow::compute::Cast(*array, type, arrow::compute::CastOptions::Unsafe(type), arrow_context()),
      "changing a column's type");
}

void fail_type(const std::string& function, const std::string& column, const arrow::DataType& type,
               const std::string& takes) {
  throw TypeError(fmt::format("{} takes {}: column '{}' is {}; choose the columns first, or astype() it", function,
                              takes, column, type.ToString()));
}

}  // namespace tusk::kernels::ordered
