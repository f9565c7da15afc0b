#include "kernels/aggregate/grouped_state.h"

#include <algorithm>

#include <arrow/array/util.h>
#include <arrow/compute/api_vector.h>
#include <arrow/compute/exec.h>
#include <arrow/io/memory.h>
#include <arrow/ipc/dictionary.h>
#include <arrow/ipc/reader.h>
#include <arrow/ipc/writer.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <arrow/util/key_value_metadata.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/aggregate/families.h"
#include "kernels/aggregate/kept_rows.h"
#include "kernels/aggregate/key_combinations.h"
#include "kernels/arrow_compute.h"

namespace tusk::kernels::aggregate {

namespace {

constexpr const char* kInputKey = "tusk.input";

std::shared_ptr<arrow::KeyValueMetadata> schema_as_metadata(const arrow::Schema& schema) {
  const auto bytes = data::value_or_throw(arrow::ipc::SerializeSchema(schema, data::arrow_pool()), "writing a schema");
  return arrow::key_value_metadata({kInputKey}, {bytes->ToString()});
}

Batch one_batch(const Table& table) {
  return data::value_or_throw(table.arrow()->CombineChunksToBatch(data::arrow_pool()),
                              "joining the chunks of a partial");
}

Table taken_rows(const Table& table, const std::vector<std::int64_t>& rows) {
  const auto batch = one_batch(table);
  arrow::ArrayVector columns;
  for (const auto& column : batch->columns()) columns.push_back(taken(column, rows));
  return Table(arrow::Table::Make(batch->schema(), columns, std::int64_t(rows.size())));
}

// What can be sorted in the order of the keys: categories are in the order of their codes.
ArrayPtr sortable(const ArrayPtr& keys) {
  if (keys->type_id() == arrow::Type::DICTIONARY) return static_cast<const arrow::DictionaryArray&>(*keys).indices();
  if (keys->type_id() != arrow::Type::DURATION) return keys;
  return data::value_or_throw(keys->View(arrow::int64()), "sorting groups");
}

// By the first columns, missing last.
Table sorted_by_keys(const Table& table, std::size_t key_count) {
  initialize_arrow_compute();
  const auto batch = one_batch(table);
  arrow::FieldVector fields;
  arrow::ArrayVector keys;
  std::vector<arrow::compute::SortKey> order;
  for (std::size_t i = 0; i < key_count; ++i) {
    if (batch->column(int(i))->type_id() == arrow::Type::NA) continue;
    order.emplace_back(arrow::FieldRef(int(keys.size())));
    keys.push_back(sortable(batch->column(int(i))));
    fields.push_back(arrow::field("", keys.back()->type()));
  }
  if (keys.empty()) return table;
  arrow::compute::ExecContext context(data::arrow_pool());
  context.set_use_threads(false);
  const auto sorted = arrow::RecordBatch::Make(arrow::schema(fields), batch->num_rows(), keys);
  const auto rows = data::value_or_throw(
      arrow::compute::SortIndices(arrow::Datum(sorted), arrow::compute::SortOptions(order), &context),
      "sorting groups");
  const auto& numbers = static_cast<const arrow::UInt64Array&>(*rows);
  return taken_rows(table, {numbers.raw_values(), numbers.raw_values() + numbers.length()});
}

}  // namespace

int column_number(const arrow::Schema& schema, const std::string& name) {
  const int number = schema.GetFieldIndex(name);
  if (number < 0)
    throw KeyError(fmt::format("an aggregation needs columns of the table: it has no column '{}', but {}", name,
                               fmt::join(schema.field_names(), ", ")));
  return number;
}

SchemaPtr input_of(const Table& partial) {
  const auto& metadata = partial.arrow()->schema()->metadata();
  TUSK_CHECK(metadata && metadata->Contains(kInputKey), "a partial result tells the schema of its rows");
  const auto bytes = data::value_or_throw(metadata->Get(kInputKey), "reading a partial result");
  arrow::io::BufferReader reader(arrow::Buffer::FromString(bytes));
  arrow::ipc::DictionaryMemo memo;
  return data::value_or_throw(arrow::ipc::ReadSchema(&reader, &memo), "reading a partial result");
}

std::vector<TypePtr> types_of(const Aggregate& aggregate, const arrow::Schema& schema) {
  std::vector<TypePtr> types;
  for (const auto& column : columns_of(aggregate)) types.push_back(schema.field(column_number(schema, column))->type());
  return types;
}

GroupedState::GroupedState(Grouping grouping, std::vector<Aggregate> aggregates, SchemaPtr input)
    : grouping_(std::move(grouping)), aggregates_(std::move(aggregates)), input_(std::move(input)) {
  std::vector<TypePtr> key_types;
  for (const auto& key : grouping_.keys) {
    key_columns_.push_back(column_number(*input_, key));
    key_types.push_back(input_->field(key_columns_.back())->type());
  }
  if (!key_types.empty()) index_.emplace(std::move(key_types));
  for (const auto& aggregate : aggregates_) {
    columns_.emplace_back();
    for (const auto& column : columns_of(aggregate)) columns_.back().push_back(column_number(*input_, column));
    accumulators_.push_back(make_accumulator(aggregate, types_of(aggregate, *input_)));
    state_widths_.push_back(accumulators_.back()->state(0).size());
  }
}

RowGroups GroupedState::groups_of(const arrow::ArrayVector& keys, std::int64_t row_count) {
  const auto* ids = index_ ? index_->groups_of(keys).data() : nullptr;
  return {ids, row_count, group_count()};
}

arrow::ArrayVector GroupedState::values_of(const arrow::RecordBatch& batch, std::size_t aggregate) const {
  arrow::ArrayVector columns;
  for (const int number : columns_[aggregate]) {
    auto column = batch.column(number);
    if (column->type_id() == arrow::Type::NA)
      column = data::value_or_throw(arrow::MakeArrayOfNull(arrow::float64(), column->length(), data::arrow_pool()),
                                    "making a column of nulls");
    columns.push_back(std::move(column));
  }
  return columns;
}

void GroupedState::consume(const arrow::RecordBatch& batch) {
  if (batch.num_rows() == 0) return;
  arrow::ArrayVector keys;
  for (const int number : key_columns_) keys.push_back(batch.column(number));
  const auto groups = groups_of(keys, batch.num_rows());
  for (std::size_t i = 0; i < accumulators_.size(); ++i) accumulators_[i]->consume(values_of(batch, i), groups);
}

void GroupedState::merge(const Table& partial) {
  const auto batch = one_batch(partial);
  if (batch->num_rows() == 0) return;
  const auto columns = batch->columns();
  auto next = columns.begin() + std::ptrdiff_t(key_columns_.size());
  const auto groups = groups_of({columns.begin(), next}, batch->num_rows());
  for (std::size_t i = 0; i < accumulators_.size(); ++i) {
    accumulators_[i]->merge({next, state_widths_[i]}, groups);
    next += std::ptrdiff_t(state_widths_[i]);
  }
}

SchemaPtr GroupedState::used_schema() const {
  std::vector<int> used = key_columns_;
  for (const auto& columns : columns_) used.insert(used.end(), columns.begin(), columns.end());
  std::ranges::sort(used);
  used.erase(std::unique(used.begin(), used.end()), used.end());
  arrow::FieldVector fields;
  for (const int number : used) fields.push_back(input_->field(number));
  return arrow::schema(fields);
}

Table GroupedState::without_missing_keys(const Table& table) const {
  if (!grouping_.drops_missing || !index_) return table;
  const auto batch = one_batch(table);
  std::vector<std::int64_t> rows;
  for (std::int64_t row = 0; row < batch->num_rows(); ++row) {
    const auto is_present = [&](int key) { return batch->column(key)->IsValid(row); };
    bool has_all = true;
    for (std::size_t key = 0; key < key_columns_.size(); ++key) has_all = has_all && is_present(int(key));
    if (has_all) rows.push_back(row);
  }
  return std::int64_t(rows.size()) == batch->num_rows() ? table : taken_rows(table, rows);
}

Table GroupedState::partial() {
  auto columns = index_ ? index_->keys() : arrow::ArrayVector();
  arrow::FieldVector fields;
  for (const int key : key_columns_) fields.push_back(input_->field(key)->WithNullable(true));
  for (std::size_t i = 0; i < accumulators_.size(); ++i) {
    for (auto& state : accumulators_[i]->state(group_count())) {
      fields.push_back(arrow::field(fmt::format("{}.{}", i, fields.size()), state->type()));
      columns.push_back(std::move(state));
    }
  }
  const auto schema = arrow::schema(fields, schema_as_metadata(*used_schema()));
  return without_missing_keys(Table(arrow::Table::Make(schema, columns, group_count())));
}

void GroupedState::add_unobserved_groups() {
  if (grouping_.is_observed || !index_) return;
  const auto combinations = key_combinations(index_->keys(), grouping_.drops_missing);
  if (!combinations.empty()) index_->groups_of(combinations);
}

Table GroupedState::result() {
  add_unobserved_groups();
  auto columns = index_ ? index_->keys() : arrow::ArrayVector();
  arrow::FieldVector fields;
  for (const int key : key_columns_) fields.push_back(input_->field(key)->WithNullable(true));
  for (std::size_t i = 0; i < accumulators_.size(); ++i) {
    columns.push_back(accumulators_[i]->finish(group_count()));
    fields.push_back(arrow::field(aggregates_[i].output, columns.back()->type()));
  }
  const auto table = without_missing_keys(Table(arrow::Table::Make(arrow::schema(fields), columns, group_count())));
  return grouping_.is_sorted && index_ ? sorted_by_keys(table, key_columns_.size()) : table;
}

}  // namespace tusk::kernels::aggregate
