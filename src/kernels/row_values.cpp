#include "kernels/row_values.h"

#include <arrow/array.h>
#include <arrow/compute/cast.h>
#include <arrow/compute/exec.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/arrow_compute.h"

namespace tusk::kernels {
namespace {

ArrayPtr array_as(const ArrayPtr& array, const TypePtr& type) {
  if (array->type()->Equals(*type)) return array;
  initialize_arrow_compute();
  arrow::compute::ExecContext context(data::arrow_pool());
  context.set_use_threads(false);
  return data::value_or_throw(arrow::compute::Cast(*array, type, arrow::compute::CastOptions::Safe(), &context),
                              "decoding a column");
}

}  // namespace

int column_position(const arrow::Schema& schema, const std::string& name) {
  const auto places = schema.GetAllFieldIndices(name);
  if (places.size() == 1) return places.front();
  throw KeyError(fmt::format("a column must be there once: '{}' is there {} times among {} columns", name,
                             places.size(), schema.num_fields()));
}

std::vector<int> column_positions(const arrow::Schema& schema, const std::vector<std::string>& names) {
  std::vector<int> positions;
  positions.reserve(names.size());
  for (const auto& name : names) positions.push_back(column_position(schema, name));
  return positions;
}

TypePtr decoded_type(const TypePtr& type) {
  if (type->id() != arrow::Type::DICTIONARY) return type;
  return static_cast<const arrow::DictionaryType&>(*type).value_type();
}

TypePtr plain_type(const TypePtr& type) {
  const TypePtr decoded = decoded_type(type);
  if (decoded->id() == arrow::Type::BOOL) return arrow::uint8();
  return decoded->id() == arrow::Type::HALF_FLOAT ? arrow::float32() : decoded;
}

ArrayPtr decoded_array(const ArrayPtr& array) { return array_as(array, decoded_type(array->type())); }

ArrayPtr plain_array(const ArrayPtr& array) { return array_as(decoded_array(array), plain_type(array->type())); }

bool is_time(const arrow::DataType& type) {
  return arrow::is_temporal(type.id()) || type.id() == arrow::Type::DURATION;
}

}  // namespace tusk::kernels
