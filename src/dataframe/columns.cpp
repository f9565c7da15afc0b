#include <tusk/dataframe/columns.h>

#include <cmath>

#include <arrow/array.h>
#include <arrow/compute/cast.h>
#include <arrow/compute/exec.h>
#include <arrow/scalar.h>
#include <arrow/table.h>
#include <arrow/type.h>

#include <tusk/core/error.h>

#include "data/arrow_status.h"
#include "dataframe/nodes.h"
#include "kernels/arrow_compute.h"

namespace tusk {

namespace {

std::shared_ptr<arrow::ChunkedArray> find_column(const Table& table, const std::string& name) {
  const auto& rows = *table.arrow();
  const int place = name.empty() ? rows.num_columns() - 1 : rows.schema()->GetFieldIndex(name);
  if (place < 0) expr::fail_no_column(name, table.column_names());
  return rows.column(place);
}

}  // namespace

std::vector<double> numbers_of(const Table& table, const std::string& name) {
  const auto column = find_column(table, name);
  if (!dataframe::is_number_type(*column->type()))
    throw TypeError("a column of numbers is asked for: this one has " + column->type()->ToString());
  kernels::initialize_arrow_compute();
  const auto doubles = data::value_or_throw(
      arrow::compute::Cast(arrow::Datum(column), arrow::float64(), arrow::compute::CastOptions::Unsafe()),
      "taking a column as numbers");
  std::vector<double> numbers;
  for (const auto& chunk : doubles.chunked_array()->chunks()) {
    const auto& values = static_cast<const arrow::DoubleArray&>(*chunk);
    for (std::int64_t i = 0; i < values.length(); ++i) numbers.push_back(values.IsNull(i) ? NAN : values.Value(i));
  }
  return numbers;
}

std::vector<std::string> texts_of(const Table& table, const std::string& name) {
  const auto column = find_column(table, name);
  std::vector<std::string> texts;
  for (std::int64_t row = 0; row < column->length(); ++row) {
    const auto scalar = data::value_or_throw(column->GetScalar(row), "taking a column as texts");
    texts.push_back(scalar->is_valid ? scalar->ToString() : "");
  }
  return texts;
}

}  // namespace tusk
