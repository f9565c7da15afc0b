#include "expr/operation_reducer.h"

#include <utility>

#include <arrow/compute/cast.h>
#include <arrow/compute/exec.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "expr/meta.h"
#include "kernels/arrow_compute.h"
#include "kernels/group_index.h"
#include "kernels/row_tables.h"
#include "kernels/row_values.h"
#include "kernels/split_rows.h"

namespace tusk::expr {

namespace {

std::vector<int> first_positions(std::size_t count) {
  std::vector<int> positions;
  for (std::size_t i = 0; i < count; ++i) positions.push_back(int(i));
  return positions;
}

std::shared_ptr<arrow::Array> as_type(const std::shared_ptr<arrow::Array>& array, const kernels::TypePtr& type) {
  if (array->type()->Equals(*type)) return array;
  kernels::initialize_arrow_compute();
  arrow::compute::ExecContext context(data::arrow_pool());
  context.set_use_threads(false);
  auto cast = arrow::compute::Cast(*array, type, arrow::compute::CastOptions::Safe(), &context);
  if (!cast.ok())
    throw TypeError(fmt::format("an aggregation gives what it said: its results are {}, not {}",
                                array->type()->ToString(), type->ToString()));
  return *std::move(cast);
}

// Partial tables have the keys' columns and then what the step gave; one of no rows has the keys' alone.
struct OperationReducer final : DeclaredAs<OperationReducer, kernels::Reducer> {
  static constexpr std::string_view kName = "operation_reducer";
  static constexpr auto fields() {
    return std::tuple{field("keys", &OperationReducer::keys),
                      field("column", &OperationReducer::column),
                      field("empty", &OperationReducer::empty),
                      field("name", &OperationReducer::name),
                      field("chunk", &OperationReducer::chunk),
                      field("combine", &OperationReducer::combine_step),
                      field("finalize", &OperationReducer::finalize_step)};
  }
  std::vector<std::string> keys;
  std::string column;
  Table empty;  // of the result's column
  std::string name;
  TableStep chunk, combine_step, finalize_step;

  std::vector<std::string> input_columns() const override {
    std::vector<std::string> columns = keys;
    columns.push_back(column);
    return columns;
  }
  kernels::SchemaPtr result_schema(const kernels::SchemaPtr& input) const override {
    arrow::FieldVector fields = key_fields(*input);
    (void)kernels::column_positions(*input, {column});
    fields.push_back(empty.arrow()->schema()->field(0));
    return arrow::schema(std::move(fields));
  }
  std::unique_ptr<kernels::PartialReduction> begin(const kernels::SchemaPtr& input) const override;
  Table combine(std::span<const Table> partials) const override { return grouped(partials, combine_step); }
  std::vector<Table> split(const Table& partial, std::int64_t count) const override {
    return kernels::split_by_keys(partial, first_positions(keys.size()), count);
  }
  Table finalize(std::span<const Table> partials, const kernels::SchemaPtr& input) const override {
    const Table combined = combine(partials);
    if (combined.row_count() == 0) return empty_table(result_schema(input));
    const Table made = grouped({&combined, 1}, finalize_step);
    const auto batch = kernels::one_batch(made);
    if (batch->num_columns() != int(keys.size()) + 1)
      throw ValueError(
          fmt::format("an aggregation gives one column: '{}' gave {}", name, batch->num_columns() - int(keys.size())));
    const auto schema = result_schema(input);
    arrow::ArrayVector columns = batch->columns();
    columns.back() = as_type(columns.back(), schema->field(schema->num_fields() - 1)->type());
    return Table(arrow::Table::Make(schema, std::move(columns), batch->num_rows()));
  }
  bool is_holistic() const override { return false; }

  // What a step makes of the rows of those tables, whose first columns are the keys.
  Table grouped(std::span<const Table> tables, const TableStep& step) const;

 private:
  arrow::FieldVector key_fields(const arrow::Schema& input) const {
    arrow::FieldVector fields;
    for (const int position : kernels::column_positions(input, keys))
      fields.push_back(input.field(position)->WithNullable(true));
    return fields;
  }
};

class KeptColumns final : public kernels::PartialReduction {
 public:
  KeptColumns(const OperationReducer& reducer, kernels::SchemaPtr schema)
      : reducer_(reducer), schema_(std::move(schema)) {
    arrow::FieldVector fields;
    for (const std::string& column : reducer.input_columns()) fields.push_back(schema_->GetFieldByName(column));
    kept_schema_ = arrow::schema(std::move(fields));
  }
  void consume(const kernels::Batch& batch) override {
    if (batch->num_rows() == 0) return;
    arrow::ArrayVector columns;
    for (const int position : kernels::column_positions(*batch->schema(), reducer_.input_columns()))
      columns.push_back(batch->column(position));
    kept_.push_back(arrow::RecordBatch::Make(kept_schema_, batch->num_rows(), std::move(columns)));
  }
  Table finish() override {
    const Table rows(data::value_or_throw(arrow::Table::FromRecordBatches(kept_schema_, kept_), "keeping rows"));
    return reducer_.grouped({&rows, 1}, reducer_.chunk);
  }

 private:
  OperationReducer reducer_;
  kernels::SchemaPtr schema_, kept_schema_;
  arrow::RecordBatchVector kept_;
};

std::unique_ptr<kernels::PartialReduction> OperationReducer::begin(const kernels::SchemaPtr& input) const {
  return std::make_unique<KeptColumns>(*this, input);
}

// One below the other; a column's type may be wider in one of them.
Table together(const std::vector<std::shared_ptr<arrow::Table>>& tables) {
  auto options = arrow::ConcatenateTablesOptions::Defaults();
  options.unify_schemas = true;
  options.field_merge_options = arrow::Field::MergeOptions::Permissive();
  return Table(data::value_or_throw(arrow::ConcatenateTables(tables, options, data::arrow_pool()),
                                    "putting results of an aggregation together"));
}

// The tables' rows with numbers in the place of their keys, and the keys of each number.
struct NumberedRows {
  Table rows;
  arrow::FieldVector key_fields;
  arrow::ArrayVector keys;
};

NumberedRows numbered(const Table& table, std::size_t key_count) {
  const kernels::Batch rows = kernels::one_batch(table);
  const arrow::FieldVector& all_fields = rows->schema()->fields();
  const arrow::ArrayVector& all = rows->columns();
  const auto value_column = std::ptrdiff_t(key_count);
  std::vector<kernels::TypePtr> types;
  for (std::size_t key = 0; key < key_count; ++key) types.push_back(all[key]->type());
  kernels::GroupIndex index(std::move(types));
  const auto numbers = index.groups_of({all.data(), key_count});
  arrow::FieldVector fields = {arrow::field(std::string(kGroupColumn), arrow::int64())};
  fields.insert(fields.end(), all_fields.begin() + value_column, all_fields.end());
  arrow::ArrayVector columns = {
      kernels::words_array(arrow::int64(), std::vector<std::int64_t>(numbers.begin(), numbers.end()))};
  columns.insert(columns.end(), all.begin() + value_column, all.end());
  return {Table(arrow::Table::Make(arrow::schema(fields), columns, rows->num_rows())),
          {all_fields.begin(), all_fields.begin() + value_column},
          index.keys()};
}

// The numbers in a step's first column. Throws ValueError for what was not among those that it was given.
std::vector<std::int64_t> group_numbers(const arrow::RecordBatch& made, std::int64_t count, const std::string& name) {
  if (made.num_columns() == 0 || made.column(0)->null_count() > 0)
    throw ValueError(fmt::format(
        "the first column of an aggregation's step is the groups' numbers, none missing: '{}' gave other columns",
        name));
  const auto numbers = as_type(made.column(0), arrow::int64());
  std::vector<std::int64_t> places;
  for (std::int64_t row = 0; row < made.num_rows(); ++row) {
    places.push_back(static_cast<const arrow::Int64Array&>(*numbers).Value(row));
    if (places.back() < 0 || places.back() >= count)
      throw ValueError(
          fmt::format("an aggregation's step gives rows of groups that it was given: '{}' gave number {} of {}", name,
                      places.back(), count));
  }
  return places;
}

Table OperationReducer::grouped(std::span<const Table> tables, const TableStep& step) const {
  std::vector<std::shared_ptr<arrow::Table>> filled;
  for (const Table& table : tables)
    if (table.row_count() > 0) filled.push_back(table.arrow());
  if (filled.empty()) {
    const arrow::FieldVector& fields = tables[0].arrow()->schema()->fields();
    return empty_table(arrow::schema({fields.begin(), fields.begin() + std::ptrdiff_t(keys.size())}));
  }
  auto [rows, fields, group_keys] = numbered(together(filled), keys.size());
  const auto made = kernels::one_batch(step.run(rows));
  const auto places = group_numbers(*made, group_keys[0]->length(), name);
  arrow::ArrayVector columns;
  for (const auto& values : group_keys) columns.push_back(kernels::taken_values(values, places));
  for (int i = 1; i < made->num_columns(); ++i) {
    fields.push_back(made->schema()->field(i));
    columns.push_back(made->column(i));
  }
  return Table(arrow::Table::Make(arrow::schema(fields), columns, made->num_rows()));
}

}  // namespace

Table TableStep::run(const Table& table) const {
  TaskContext* const context = current_task();
  TUSK_CHECK(context != nullptr, "a step of an aggregation runs in a task");
  const Value value = Value::of(table);
  return operation->run(tusk::Inputs(&value, nullptr, 1), *context).as<Table>();
}

kernels::ReducerPtr operation_reducer(std::vector<std::string> keys, std::string column, std::string output,
                                      kernels::TypePtr type, GroupSteps steps) {
  auto reducer = std::make_shared<OperationReducer>();
  reducer->keys = std::move(keys);
  reducer->column = std::move(column);
  reducer->empty = empty_table(arrow::schema({arrow::field(std::move(output), std::move(type))}));
  reducer->name = std::move(steps.name);
  reducer->chunk = std::move(steps.chunk);
  reducer->combine_step = std::move(steps.combine);
  reducer->finalize_step = std::move(steps.finalize);
  return reducer;
}

}  // namespace tusk::expr

namespace tusk {

void Codec<expr::TableStep>::write(ByteWriter& writer, const expr::TableStep& step) {
  if (dynamic_cast<HashWriter*>(&writer)) {
    Codec<Hash128>::write(writer, step.operation->hash());
  } else {
    write_operation(writer, *step.operation);
  }
}

expr::TableStep Codec<expr::TableStep>::read(ByteReader& reader) { return {read_operation(reader)}; }

void Codec<expr::TableStep>::print(std::string& text, const expr::TableStep& step) { text += step.operation->print(); }

}  // namespace tusk
