#include "kernels/map_groups.h"

#include <arrow/record_batch.h>
#include <arrow/table.h>

#include "kernels/aggregate/kept_rows.h"
#include "kernels/group_index.h"
#include "kernels/row_tables.h"
#include "kernels/row_values.h"

namespace tusk::kernels {

namespace {

arrow::ArrayVector key_arrays(const arrow::RecordBatch& batch, const std::vector<std::string>& keys) {
  arrow::ArrayVector arrays;
  for (const int position : column_positions(*batch.schema(), keys)) arrays.push_back(batch.column(position));
  return arrays;
}

}  // namespace

std::vector<std::int64_t> places_of_groups(const Table& rows, const Table& groups,
                                           const std::vector<std::string>& keys) {
  const Batch group_batch = one_batch(groups), row_batch = one_batch(rows);
  const auto group_keys = key_arrays(*group_batch, keys);
  std::vector<TypePtr> types;
  for (const auto& array : group_keys) types.push_back(array->type());
  GroupIndex index(std::move(types));
  index.groups_of(group_keys);
  std::vector<std::int64_t> places;
  places.reserve(std::size_t(row_batch->num_rows()));
  for (const std::uint32_t number : index.groups_of(key_arrays(*row_batch, keys)))
    places.push_back(number < group_batch->num_rows() ? std::int64_t(number) : -1);
  return places;
}

Table map_groups(const Table& rows, const Table& groups, const std::vector<std::string>& keys) {
  const auto places = places_of_groups(rows, groups, keys);
  const Batch batch = one_batch(groups);
  arrow::FieldVector fields;
  arrow::ArrayVector columns;
  for (int i = int(keys.size()); i < batch->num_columns(); ++i) {
    fields.push_back(batch->schema()->field(i));
    columns.push_back(aggregate::taken(batch->column(i), places));
  }
  return Table(arrow::Table::Make(arrow::schema(fields), columns, std::int64_t(places.size())));
}

NumberedGroups number_groups(const Table& rows, const Grouping& grouping) {
  const Batch batch = one_batch(rows);
  const ReducerPtr reducer = grouped_aggregation(grouping, {});
  const auto reduction = reducer->begin(batch->schema());
  reduction->consume(batch);
  const Table partial = reduction->finish();
  Table keys = reducer->finalize({&partial, 1}, batch->schema());
  return {places_of_groups(rows, keys, grouping.keys), std::move(keys)};
}

}  // namespace tusk::kernels
