// The values of a column as the C++ numbers that they are stored as: a date is an int32, a timestamp an int64.
//
// Missing are nulls, and NaN in a float column.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <limits>

#include <arrow/array.h>
#include <arrow/type.h>

namespace tusk::kernels::aggregate {

// Calls `visit.operator()<T>()` with what the type's values are stored as (bool for truth values, that are bits), and
// returns true; false for types that are not numbers inside.
template <class Visit>
bool with_stored_type(const arrow::DataType& type, Visit&& visit) {
  using arrow::Type;
  switch (type.id()) {
    case Type::BOOL: visit.template operator()<bool>(); return true;
    case Type::INT8: visit.template operator()<std::int8_t>(); return true;
    case Type::INT16: visit.template operator()<std::int16_t>(); return true;
    case Type::INT32:
    case Type::DATE32:
    case Type::TIME32: visit.template operator()<std::int32_t>(); return true;
    case Type::INT64:
    case Type::DATE64:
    case Type::TIME64:
    case Type::TIMESTAMP:
    case Type::DURATION: visit.template operator()<std::int64_t>(); return true;
    case Type::UINT8: visit.template operator()<std::uint8_t>(); return true;
    case Type::UINT16: visit.template operator()<std::uint16_t>(); return true;
    case Type::UINT32: visit.template operator()<std::uint32_t>(); return true;
    case Type::UINT64: visit.template operator()<std::uint64_t>(); return true;
    case Type::FLOAT: visit.template operator()<float>(); return true;
    case Type::DOUBLE: visit.template operator()<double>(); return true;
    default: return false;
  }
}

// The values of an array, whatever its offset. Valid as long as the array lives.
template <class T>
class Values {
 public:
  explicit Values(const arrow::Array& array) : values_(array.data()->GetValues<T>(1)) {}
  T operator[](std::int64_t row) const { return values_[row]; }
  const T* data() const { return values_; }

 private:
  const T* values_;
};

template <>
class Values<bool> {
 public:
  explicit Values(const arrow::Array& array)
      : bits_(array.data()->GetValues<std::uint8_t>(1, 0)), offset_(array.offset()) {}
  bool operator[](std::int64_t row) const {
    const auto bit = offset_ + row;
    return bits_[bit / 8] >> (bit % 8) & 1;
  }

 private:
  const std::uint8_t* bits_;
  std::int64_t offset_;
};

// `count` bits (1 to 64) from bit `begin` on, the first one lowest; those above are 0.
inline std::uint64_t bits_at(const std::uint8_t* bits, std::int64_t begin, int count) {
  const auto shift = int(begin % 8);
  const auto bytes = (shift + count + 7) / 8;
  std::uint64_t word = 0;
  std::memcpy(&word, bits + begin / 8, std::size_t(bytes < 8 ? bytes : 8));
  word >>= shift;
  if (bytes > 8) word |= std::uint64_t(bits[begin / 8 + 8]) << (64 - shift);
  return count == 64 ? word : word & ((std::uint64_t(1) << count) - 1);
}

inline bool is_all_null(const arrow::Array& array) { return array.null_count() == array.length(); }

// Calls visit(row) for each row that is not null, in order.
template <class Visit>
void for_each_valid(const arrow::Array& array, Visit&& visit) {
  const auto length = array.length();
  if (array.null_count() == 0) {
    for (std::int64_t row = 0; row < length; ++row) visit(row);
    return;
  }
  if (is_all_null(array)) return;
  for (std::int64_t begin = 0; begin < length; begin += 64) {
    const auto count = int(std::min<std::int64_t>(64, length - begin));
    auto word = bits_at(array.null_bitmap_data(), array.offset() + begin, count);
    if (word == std::numeric_limits<std::uint64_t>::max()) {
      for (int i = 0; i < 64; ++i) visit(begin + i);
    } else {
      for (; word != 0; word &= word - 1) visit(begin + std::countr_zero(word));
    }
  }
}

// Calls visit(row, value) for each row that is not missing, in order.
template <class T, class Visit>
void for_each_present(const arrow::Array& array, Visit&& visit) {
  const Values<T> values(array);
  for_each_valid(array, [&](std::int64_t row) {
    const T value = values[row];
    if constexpr (std::floating_point<T>)
      if (value != value) return;
    visit(row, value);
  });
}

// Whether a row is missing, of an array of any type; slower than the loops above.
inline bool is_missing(const arrow::Array& array, std::int64_t row) {
  if (array.IsNull(row)) return true;
  if (array.type_id() == arrow::Type::DOUBLE) return Values<double>(array)[row] != Values<double>(array)[row];
  if (array.type_id() == arrow::Type::FLOAT) return Values<float>(array)[row] != Values<float>(array)[row];
  return false;
}

// Calls visit(row) for each row that is not missing, of an array of any type.
template <class Visit>
void for_each_present_row(const arrow::Array& array, Visit&& visit) {
  switch (array.type_id()) {
    case arrow::Type::DOUBLE: return for_each_present<double>(array, [&](std::int64_t row, double) { visit(row); });
    case arrow::Type::FLOAT: return for_each_present<float>(array, [&](std::int64_t row, float) { visit(row); });
    default: return for_each_valid(array, visit);
  }
}

}  // namespace tusk::kernels::aggregate
