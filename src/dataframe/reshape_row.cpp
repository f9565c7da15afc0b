#include "dataframe/reshape_row.h"

#include <utility>

#include <arrow/array/concatenate.h>
#include <arrow/array/util.h>
#include <arrow/builder.h>
#include <arrow/compute/cast.h>
#include <arrow/compute/exec.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <arrow/type_traits.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "expr/per_partition.h"
#include "kernels/arrow_compute.h"

namespace tusk::dataframe {

namespace {

std::shared_ptr<arrow::Array> text_array(const std::vector<std::string>& texts) {
  arrow::StringBuilder builder(data::arrow_pool());
  data::throw_unless_ok(builder.AppendValues(texts), "labelling rows");
  return data::value_or_throw(builder.Finish(), "labelling rows");
}

std::shared_ptr<arrow::Array> cast_to(const std::shared_ptr<arrow::Array>& array, const kernels::TypePtr& type) {
  if (array->type()->Equals(*type)) return array;
  kernels::initialize_arrow_compute();
  arrow::compute::ExecContext context(data::arrow_pool());
  context.set_use_threads(false);
  return data::value_or_throw(arrow::compute::Cast(*array, type, arrow::compute::CastOptions::Unsafe(type), &context),
                              "laying out a row");
}

struct ReshapeRow {
  static constexpr std::string_view kName = "reshape-row";
  static constexpr auto fields() {
    return std::tuple{field("labels", &ReshapeRow::labels), field("empty", &ReshapeRow::empty)};
  }
  std::vector<std::string> labels;
  Table empty;  // of the result's columns

  Value run(const tusk::Inputs& inputs, TaskContext&) const {
    const auto row = inputs[0].as<Table>().arrow();
    const auto schema = empty.arrow()->schema();
    arrow::ChunkedArrayVector columns = {std::make_shared<arrow::ChunkedArray>(text_array(labels))};
    int next = 0;
    for (int column = 1; column < schema->num_fields(); ++column) {
      arrow::ArrayVector cells;
      for (std::size_t i = 0; i < labels.size(); ++i, ++next)
        cells.push_back(cast_to(row->column(next)->chunk(0), schema->field(column)->type()));
      columns.push_back(std::make_shared<arrow::ChunkedArray>(
          cells.empty() ? data::value_or_throw(arrow::MakeEmptyArray(schema->field(column)->type()), "laying out a row")
                        : data::value_or_throw(arrow::Concatenate(cells, data::arrow_pool()), "laying out a row")));
    }
    return Value::of(Table(arrow::Table::Make(schema, std::move(columns), std::int64_t(labels.size()))));
  }
};

bool is_number(const arrow::DataType& type) {
  return arrow::is_integer(type.id()) || arrow::is_floating(type.id()) || type.id() == arrow::Type::BOOL;
}

}  // namespace

kernels::TypePtr common_type(const std::vector<std::string>& columns, const std::vector<kernels::TypePtr>& types) {
  if (types.empty()) return arrow::float64();
  bool is_same = true, are_numbers = true;
  for (const auto& type : types) {
    is_same = is_same && type->Equals(*types[0]);
    are_numbers = are_numbers && is_number(*type) && type->id() != arrow::Type::BOOL;
  }
  if (is_same) return types[0];
  if (are_numbers) return arrow::float64();
  std::string kinds;
  for (std::size_t i = 0; i < types.size(); ++i)
    kinds += fmt::format("{}'{}' {}", i == 0 ? "" : ", ", columns[i], types[i]->ToString());
  throw TypeError("the results of several columns stand in one column, so they have one type: these are " + kinds +
                  "; choose columns of one kind first, or pass numeric_only=True");
}

expr::NodePtr rows_of(const expr::NodePtr& row, expr::Shape shape, const std::vector<std::string>& labels,
                      const std::vector<std::string>& columns) {
  const auto& cells = row->meta().schema;
  TUSK_CHECK(std::size_t(cells->num_fields()) == labels.size() * columns.size(), "a row has a cell for each place");
  arrow::FieldVector made = {arrow::field(expr::index_column(0), arrow::utf8())};
  for (std::size_t column = 0; column < columns.size(); ++column) {
    std::vector<std::string> names;
    std::vector<kernels::TypePtr> types;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const auto& cell = cells->field(int(column * labels.size() + i));
      names.push_back(cell->name());
      types.push_back(cell->type());
    }
    made.push_back(arrow::field(columns[column], common_type(names, types)));
  }
  const auto schema = arrow::schema(std::move(made));
  return expr::per_partition({row}, operation(ReshapeRow{labels, expr::empty_table(schema)}), "reshape-row",
                             {shape, schema, {std::nullopt}});
}

}  // namespace tusk::dataframe
