// Columns as rows of plain values: finding them, undoing encodings, and telling missing values apart.
//
// A plain array holds its values in words of fixed width, without a dictionary and without bits: bool becomes uint8,
// half floats become floats, a dictionary is looked up. Types without a plain word (texts, lists) stay as they are.
#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include <arrow/array/data.h>
#include <arrow/type.h>
#include <arrow/util/bit_util.h>

#include "kernels/batch.h"

namespace tusk::kernels {

using ArrayPtr = std::shared_ptr<arrow::Array>;

// Throws KeyError unless exactly one column has that name.
int column_position(const arrow::Schema& schema, const std::string& name);
std::vector<int> column_positions(const arrow::Schema& schema, const std::vector<std::string>& names);

// The type of the values: of a dictionary, that of its entries.
TypePtr decoded_type(const TypePtr& type);
TypePtr plain_type(const TypePtr& type);
ArrayPtr decoded_array(const ArrayPtr& array);
// Copies only what is not plain already.
ArrayPtr plain_array(const ArrayPtr& array);

// Whether the type is of points in time or of durations.
bool is_time(const arrow::DataType& type);

// The rows of a plain array of words T. Views: the array must outlive it.
template <class T>
struct RowValues {
  explicit RowValues(const arrow::ArrayData& array)
      : values(array.GetValues<T>(1)),
        validity(array.null_count != 0 && array.buffers[0] ? array.buffers[0]->data() : nullptr),
        offset(array.offset),
        size(array.length) {}

  bool is_missing(std::int64_t row) const {
    if (validity && !arrow::bit_util::GetBit(validity, offset + row)) return true;
    if constexpr (std::is_floating_point_v<T>) return std::isnan(values[row]);
    return false;
  }

  const T* values;
  const std::uint8_t* validity;
  std::int64_t offset;
  std::int64_t size;
};

// Calls use(std::type_identity<T>{}) with the word of a plain numeric or temporal type, and returns true; returns
// false for a type that has none.
template <class Use>
bool with_word(const arrow::DataType& type, Use&& use) {
  switch (type.id()) {
    case arrow::Type::INT8: return use(std::type_identity<std::int8_t>{}), true;
    case arrow::Type::INT16: return use(std::type_identity<std::int16_t>{}), true;
    case arrow::Type::INT32:
    case arrow::Type::DATE32:
    case arrow::Type::TIME32: return use(std::type_identity<std::int32_t>{}), true;
    case arrow::Type::INT64:
    case arrow::Type::DATE64:
    case arrow::Type::TIME64:
    case arrow::Type::TIMESTAMP:
    case arrow::Type::DURATION: return use(std::type_identity<std::int64_t>{}), true;
    case arrow::Type::UINT8: return use(std::type_identity<std::uint8_t>{}), true;
    case arrow::Type::UINT16: return use(std::type_identity<std::uint16_t>{}), true;
    case arrow::Type::UINT32: return use(std::type_identity<std::uint32_t>{}), true;
    case arrow::Type::UINT64: return use(std::type_identity<std::uint64_t>{}), true;
    case arrow::Type::FLOAT: return use(std::type_identity<float>{}), true;
    case arrow::Type::DOUBLE: return use(std::type_identity<double>{}), true;
    default: return false;
  }
}

}  // namespace tusk::kernels
