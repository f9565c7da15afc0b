// explode: a row for each element of a list.
#include <algorithm>
#include <utility>

#include <arrow/array/array_nested.h>
#include <arrow/builder.h>
#include <arrow/compute/api_vector.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <arrow/type.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tusk/core/error.h>
#include <tusk/dataframe/data_frame.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "expr/per_partition.h"
#include "kernels/arrow_compute.h"
#include "kernels/row_tables.h"

namespace tusk {

namespace {

constexpr const char* kExploding = "exploding lists";

bool is_list_type(const arrow::DataType& type) {
  return type.id() == arrow::Type::LIST || type.id() == arrow::Type::LARGE_LIST;
}

// Elements [first, first + count) of a list's values; count is 0 for an empty list and a missing one.
struct Elements {
  std::int64_t first = 0;
  std::int64_t count = 0;
};

Elements elements_of(const arrow::Array& lists, std::int64_t row) {
  if (lists.IsNull(row)) return {};
  if (lists.type_id() == arrow::Type::LARGE_LIST) {
    const auto& large = static_cast<const arrow::LargeListArray&>(lists);
    return {large.value_offset(row), large.value_length(row)};
  }
  const auto& plain = static_cast<const arrow::ListArray&>(lists);
  return {plain.value_offset(row), plain.value_length(row)};
}

const std::shared_ptr<arrow::Array>& values_of_lists(const arrow::Array& lists) {
  if (lists.type_id() == arrow::Type::LARGE_LIST) return static_cast<const arrow::LargeListArray&>(lists).values();
  return static_cast<const arrow::ListArray&>(lists).values();
}

struct ExplodeLists {
  static constexpr std::string_view kName = "explode";
  static constexpr auto fields() {
    return std::tuple{field("columns", &ExplodeLists::columns), field("empty", &ExplodeLists::empty)};
  }
  std::vector<std::string> columns;  // of lists, in each row equally long ones
  Table empty;                       // of the result's columns

  Value run(const tusk::Inputs& inputs, TaskContext&) const {
    const auto rows = kernels::one_batch(inputs[0].as<Table>());
    std::vector<std::int64_t> repeated;
    for (std::int64_t row = 0; row < rows->num_rows(); ++row)
      repeated.insert(repeated.end(), std::size_t(std::max<std::int64_t>(element_count(*rows, row), 1)), row);
    arrow::ArrayVector made;
    for (int column = 0; column < rows->num_columns(); ++column) {
      const bool is_exploded = std::ranges::find(columns, rows->column_name(column)) != columns.end();
      made.push_back(is_exploded ? elements(*rows->column(column))
                                 : kernels::taken_values(rows->column(column), repeated));
    }
    return Value::of(Table(arrow::Table::Make(empty.arrow()->schema(), made, std::int64_t(repeated.size()))));
  }

 private:
  std::int64_t element_count(const arrow::RecordBatch& rows, std::int64_t row) const {
    const auto count = elements_of(*rows.GetColumnByName(columns[0]), row).count;
    for (const std::string& column : columns) {
      const auto own = elements_of(*rows.GetColumnByName(column), row).count;
      if (std::max<std::int64_t>(own, 1) == std::max<std::int64_t>(count, 1)) continue;
      throw ValueError(
          fmt::format("columns that are exploded together have equally long lists in each row: '{}' has "
                      "{}, '{}' has {}",
                      columns[0], count, column, own));
    }
    return count;
  }

  // All elements, one below the other, and a missing one for a list without any.
  static std::shared_ptr<arrow::Array> elements(const arrow::Array& lists) {
    arrow::Int64Builder places(data::arrow_pool());
    for (std::int64_t row = 0; row < lists.length(); ++row) {
      const auto [first, count] = elements_of(lists, row);
      if (count == 0) data::throw_unless_ok(places.AppendNull(), kExploding);
      for (std::int64_t i = 0; i < count; ++i) data::throw_unless_ok(places.Append(first + i), kExploding);
    }
    const auto chosen = data::value_or_throw(places.Finish(), kExploding);
    kernels::initialize_arrow_compute();
    return data::value_or_throw(
               arrow::compute::Take(values_of_lists(lists), chosen, arrow::compute::TakeOptions::NoBoundsCheck(),
                                    kernels::arrow_context()),
               kExploding)
        .make_array();
  }
};

expr::NodePtr exploded(const expr::NodePtr& input, const std::vector<std::string>& columns) {
  const expr::Meta& meta = input->meta();
  std::vector<std::string> lists;
  for (const std::string& column : columns)
    if (is_list_type(*expr::column_type(meta, column))) lists.push_back(column);
  if (lists.empty()) return input;
  if (lists.size() != columns.size())
    throw TypeError(fmt::format("columns that are exploded together are all of lists: of '{}' only '{}' are",
                                fmt::join(columns, "', '"), fmt::join(lists, "', '")));
  arrow::FieldVector fields;
  for (const auto& field : meta.schema->fields()) {
    const bool is_exploded = std::ranges::find(lists, field->name()) != lists.end();
    fields.push_back(is_exploded ? field->WithType(field->type()->field(0)->type()) : field);
  }
  const auto schema = arrow::schema(std::move(fields));
  return expr::per_partition({input}, operation(ExplodeLists{lists, expr::empty_table(schema)}), "explode",
                             {meta.shape, schema, meta.index_names});
}

}  // namespace

DataFrame DataFrame::explode(const std::vector<std::string>& columns) const {
  if (columns.empty()) throw ValueError("explode takes the columns whose lists become rows: got none");
  return DataFrame(exploded(node(), columns));
}

Series Series::explode() const { return Series(exploded(node(), {expr::value_column(node()->meta())})); }

}  // namespace tusk
