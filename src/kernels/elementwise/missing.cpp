// isna, notna, fillna, coalesce. A NaN is missing too.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include <arrow/array/array_dict.h>
#include <arrow/util/bitmap_ops.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/categories.h"
#include "kernels/elementwise/families.h"

namespace tusk::kernels::elementwise {

namespace {

TypePtr presence_type(const Function&, Types, const Parameters&) { return arrow::boolean(); }

// Whether 64 values are all finite: only then is each less itself 0. In lanes, so that several are subtracted at once.
template <class T>
bool are_finite(const T* values) {
  constexpr int kLanes = 8;
  std::array<T, kLanes> zeros{};
  for (int first = 0; first < 64; first += kLanes)
    for (int lane = 0; lane < kLanes; ++lane) zeros.data()[lane] += values[first + lane] - values[first + lane];
  T zero = 0;
  for (const T lane : zeros) zero += lane;
  return zero == 0;
}

// NaN is rare, and so are infinite values.
template <class T>
BufferPtr number_bits(const T* values, std::int64_t length) {
  BufferPtr bits = allocate_bits(length);
  auto* out = reinterpret_cast<std::uint64_t*>(bits->mutable_data());
  for (std::int64_t first = 0; first < length; first += 64) {
    const int count = int(std::min<std::int64_t>(64, length - first));
    std::uint64_t word = ~std::uint64_t(0);
    if (count < 64 || !are_finite(values + first)) {
      word = 0;
      for (int j = 0; j < count; ++j) word |= std::uint64_t(values[first + j] == values[first + j]) << j;
    }
    *out++ = word;
  }
  return bits;
}

// Bits of the values that are there.
BufferPtr presence_bits(const arrow::Datum& operand, std::int64_t length) {
  const auto array = as_array(operand, length);
  const arrow::Datum column(array);
  const auto validity = common_validity({&column, 1}, length);
  BufferPtr bits;
  if (array->type_id() == arrow::Type::DOUBLE) bits = number_bits(Numbers<double>(column).data(), length);
  else if (array->type_id() == arrow::Type::FLOAT) bits = number_bits(Numbers<float>(column).data(), length);
  else bits = repeated(true, length)->data()->buffers[1];
  return truth_array(length, bits, validity)->data()->buffers[1];
}

template <bool kWanted>
ArrayPtr run_presence(const Function&, Operands operands, const Parameters&, std::int64_t length) {
  const auto bits = presence_bits(operands[0], length);
  if (!kWanted) arrow::internal::InvertBitmap(bits->data(), 0, length, bits->mutable_data(), 0);
  return make_array(arrow::boolean(), length, nullptr, bits);
}

TypePtr category_values(const arrow::DataType& type) {
  return static_cast<const arrow::DictionaryType&>(type).value_type();
}

// Whether a column of `type` can hold the value; else nothing.
TypePtr type_with_fill(const OperandType& column, const OperandType& fill) {
  if (is_null(*fill.type) || (column.type->Equals(*fill.type) && !known_categories(*column.type))) return column.type;
  if (column.type->id() == arrow::Type::DICTIONARY) {
    const auto values = category_values(*column.type);
    const bool are_both = fill.type->id() == arrow::Type::DICTIONARY;
    if (!common_type({values}, {are_both ? category_values(*fill.type) : fill.type, fill.is_literal})) return nullptr;
    // Other rows' values may be among the known categories, or not.
    return known_categories(*column.type) && !fill.is_literal ? open_category_type(values) : column.type;
  }
  if (is_moment(*column.type) && is_text(*fill.type) && fill.is_literal) return nullptr;
  if (is_bool(*column.type) != is_bool(*fill.type) && !is_null(*column.type)) return nullptr;
  return common_type(column, fill);
}

// With "lenient", as notebooks do with fillna(0) of a frame, what does not fit leaves the column alone.
TypePtr fill_type(const Function& function, Types types, const Parameters& parameters) {
  TypePtr type = types[0].type;
  for (const auto& fill : types.subspan(1)) {
    const auto filled = type_with_fill({type, types[0].is_literal}, fill);
    if (filled) type = filled;
    else if (!parameter<bool>(parameters, "lenient", false)) refuse(function, types);
  }
  return type;
}

// nullptr if the value is not among the categories.
ArrayPtr filled_by_category(const ArrayPtr& column, const arrow::Datum& fill, std::int64_t length) {
  const auto& categories = static_cast<const arrow::DictionaryArray&>(*column);
  const auto place = places_among(*categories.dictionary(), *as_array(fill, 1))[0];
  if (place < 0) return nullptr;
  const auto code = cast(arrow::Datum(arrow::MakeScalar(place)), categories.indices()->type());
  const auto codes = call_arrow("coalesce", {categories.indices(), code}, length);
  return data::value_or_throw(arrow::DictionaryArray::FromArrays(column->type(), codes, categories.dictionary()),
                              "filling categories");
}

ArrayPtr filled(const ArrayPtr& column, const arrow::Datum& fill, const TypePtr& type, std::int64_t length) {
  if (is_null(*fill.type())) return column;
  if (type->id() == arrow::Type::DICTIONARY) {
    if (fill.is_scalar()) {
      if (const auto kept = filled_by_category(column, fill, length)) return kept;
    }
    const auto values = category_values(*type);
    return with_sorted_categories(filled(cast(column, values), cast(fill, values), values, length));
  }
  const auto present = make_array(arrow::boolean(), length, nullptr, presence_bits(column, length));
  return call_arrow("if_else", {present, column, cast(fill, type)}, length);
}

ArrayPtr run_fill(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  auto column = as_array(cast(operands[0], type), length);
  for (const auto& fill : operands.subspan(1)) {
    if (type_with_fill({type}, {fill.type(), fill.is_scalar()})) column = filled(column, fill, type, length);
  }
  return column;
}

constexpr Function kMissingFunctions[] = {
    {"isna", 1, 1, presence_type, run_presence<false>},
    {"notna", 1, 1, presence_type, run_presence<true>},
    {"fillna", 2, 2, fill_type, run_fill},
    {"coalesce", 1, -1, fill_type, run_fill},
};

}  // namespace

Family missing_family() { return {.functions = kMissingFunctions, .sees_categories = true}; }

}  // namespace tusk::kernels::elementwise
