// What the families of elementwise functions share: operands, their types, and results.
//
// A scalar operand is a literal: weak in promotion. A category operand arrives as its values, unless the family says
// that it looks at categories itself.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <arrow/array.h>
#include <arrow/compute/function_options.h>
#include <arrow/datum.h>
#include <arrow/scalar.h>
#include <arrow/type.h>
#include <arrow/type_traits.h>

#include "kernels/elementwise.h"

namespace tusk::kernels::elementwise {

using Function = ElementwiseFunction;
using Types = std::span<const OperandType>;
using Operands = std::span<const arrow::Datum>;
using ArrayPtr = std::shared_ptr<arrow::Array>;
using ScalarPtr = std::shared_ptr<arrow::Scalar>;
using BufferPtr = std::shared_ptr<arrow::Buffer>;

// Functions that one source declares.
struct Family {
  std::span<const Function> functions;
  bool sees_categories = false;
};

// What the error of an unfit call says: "add is not defined for str and int64; ...". Throws TypeError.
[[noreturn]] void refuse(const Function& function, Types types);

std::vector<OperandType> types_of(Operands operands);
TypePtr result_type_of(const Function& function, Operands operands, const Parameters& parameters);

bool is_text(const arrow::DataType& type);
bool is_bool(const arrow::DataType& type);
bool is_float(const arrow::DataType& type);
// Truth values, integers (arrow::is_integer) or floats.
bool is_number(const arrow::DataType& type);
bool is_duration(const arrow::DataType& type);
bool is_null(const arrow::DataType& type);
// A timestamp or a date.
bool is_moment(const arrow::DataType& type);

// The unit of a timestamp or duration; of a date, seconds.
arrow::TimeUnit::type unit_of(const arrow::DataType& type);
std::int64_t units_per_second(arrow::TimeUnit::type unit);
// The time zone of a timestamp, "" for none and for other types.
std::string zone_of(const arrow::DataType& type);

// NumPy's promotion of two number types, literals weak: int32 and float32 make float64, int8 and a literal int8.
// Nothing unless both are numbers.
TypePtr promoted(const OperandType& left, const OperandType& right);
// The type that holds values of both: as above for numbers, the finer unit for times, text for text; nullptr if none.
TypePtr common_type(const OperandType& left, const OperandType& right);

// The function's parameter, or `otherwise`. Throws TypeError for a value of another kind.
template <class T>
T parameter(const Parameters& parameters, std::string_view name, T otherwise) {
  const auto found = parameters.find(std::string(name));
  return found == parameters.end() || found->second.is_none() ? otherwise : found->second.as<T>();
}
// Throws TypeError if it is missing: "str.get needs a parameter i".
const Value& needed_parameter(const Function& function, const Parameters& parameters, std::string_view name);

// Casts of arrays go wrong silently, as NumPy's do (wrapping, truncating); a literal that doesn't fit throws
// ValueError.
arrow::Datum cast(const arrow::Datum& operand, const TypePtr& type);
ArrayPtr cast(const ArrayPtr& array, const TypePtr& type);
bool fits(const arrow::Scalar& literal, const TypePtr& type);

// A scalar repeated `length` times; an array is itself.
ArrayPtr as_array(const arrow::Datum& operand, std::int64_t length);
ArrayPtr nulls(const TypePtr& type, std::int64_t length);
ArrayPtr repeated(bool value, std::int64_t length);

// Calls a function of Arrow's compute library.
ArrayPtr call_arrow(const std::string& name, const std::vector<arrow::Datum>& operands, std::int64_t length,
                    const arrow::compute::FunctionOptions* options = nullptr);

// Where all operands have a value: a bitmap, or nullptr for everywhere. Null scalars are not looked at.
BufferPtr common_validity(Operands operands, std::int64_t length);
BufferPtr allocate(std::int64_t size_bytes);
// `length` bits, uninitialized.
BufferPtr allocate_bits(std::int64_t length);
bool has_null_scalar(Operands operands);

ArrayPtr make_array(const TypePtr& type, std::int64_t length, BufferPtr validity, BufferPtr values);
// The same bits under another type of the same width: durations as integers, and back.
arrow::Datum viewed(const arrow::Datum& operand, const TypePtr& type);

// An operand as numbers lying in memory. T is the C++ type of its Arrow type, or of the same width.
template <class T>
class Numbers {
 public:
  explicit Numbers(const arrow::Datum& operand) {
    if (operand.is_scalar()) {
      const auto& scalar = static_cast<const arrow::internal::PrimitiveScalarBase&>(*operand.scalar());
      scalar_ = *reinterpret_cast<const T*>(scalar.data());
      is_scalar_ = true;
    } else {
      values_ = operand.array()->GetValues<T>(1);
    }
  }
  bool is_scalar() const { return is_scalar_; }
  const T* data() const { return is_scalar_ ? &scalar_ : values_; }
  T operator[](std::int64_t i) const { return is_scalar_ ? scalar_ : values_[i]; }

 private:
  T scalar_ = {};
  const T* values_ = nullptr;
  bool is_scalar_ = false;
};

// Calls visit(std::type_identity<T>()) with the C++ type of a number type (integers and floats, and the integers
// behind times).
template <class Visit>
auto visit_number(const arrow::DataType& type, Visit&& visit) {
  switch (type.id()) {
    case arrow::Type::INT8: return visit(std::type_identity<std::int8_t>());
    case arrow::Type::INT16: return visit(std::type_identity<std::int16_t>());
    case arrow::Type::INT32:
    case arrow::Type::DATE32:
    case arrow::Type::TIME32: return visit(std::type_identity<std::int32_t>());
    case arrow::Type::UINT8: return visit(std::type_identity<std::uint8_t>());
    case arrow::Type::UINT16: return visit(std::type_identity<std::uint16_t>());
    case arrow::Type::UINT32: return visit(std::type_identity<std::uint32_t>());
    case arrow::Type::UINT64: return visit(std::type_identity<std::uint64_t>());
    case arrow::Type::FLOAT: return visit(std::type_identity<float>());
    case arrow::Type::DOUBLE: return visit(std::type_identity<double>());
    default: return visit(std::type_identity<std::int64_t>());
  }
}

// Elements that a loop of fixed count goes over: compilers vectorize such loops at -O2, and no others.
constexpr int kLoopBlock = 64;

template <class Out, bool kLeftIsScalar, bool kRightIsScalar, class Operation, class T>
inline void apply_block(const T* __restrict left, const T* __restrict right, Out* __restrict out, int count) {
  const Operation operation{};
  for (int i = 0; i < count; ++i) out[i] = operation(left[kLeftIsScalar ? 0 : i], right[kRightIsScalar ? 0 : i]);
}

// out[i] = Operation(left[i], right[i]) for i < length, a block at a time; after each block, done(first, count).
template <class Operation, class T, class Block>
void for_each_block(const Numbers<T>& left, const Numbers<T>& right, std::int64_t length, Block&& block) {
  const auto loop = [&]<bool kLeftIsScalar, bool kRightIsScalar>() {
    const T* a = left.data();
    const T* b = right.data();
    std::int64_t i = 0;
    for (; i + kLoopBlock <= length; i += kLoopBlock) {
      block.template operator()<kLeftIsScalar, kRightIsScalar>(a + (kLeftIsScalar ? 0 : i),
                                                               b + (kRightIsScalar ? 0 : i), i, kLoopBlock);
    }
    if (i < length) {
      block.template operator()<kLeftIsScalar, kRightIsScalar>(a + (kLeftIsScalar ? 0 : i),
                                                               b + (kRightIsScalar ? 0 : i), i, int(length - i));
    }
  };
  if (left.is_scalar() && right.is_scalar()) loop.template operator()<true, true>();
  else if (left.is_scalar()) loop.template operator()<true, false>();
  else if (right.is_scalar()) loop.template operator()<false, true>();
  else loop.template operator()<false, false>();
}

// The array of Operation(left[i], right[i]), missing where an operand is. Both are of the C++ type T.
template <class Operation, class T, class Out = T>
ArrayPtr binary_loop(const TypePtr& type, const arrow::Datum& left, const arrow::Datum& right, std::int64_t length) {
  const BufferPtr values = allocate(length * std::int64_t(sizeof(Out)));
  auto* out = reinterpret_cast<Out*>(values->mutable_data());
  const auto block = [out]<bool kLeftIsScalar, bool kRightIsScalar>(const T* a, const T* b, std::int64_t i, int count) {
    if (count == kLoopBlock) {
      apply_block<Out, kLeftIsScalar, kRightIsScalar, Operation>(a, b, out + i, kLoopBlock);
    } else {
      apply_block<Out, kLeftIsScalar, kRightIsScalar, Operation>(a, b, out + i, count);
    }
  };
  for_each_block<Operation>(Numbers<T>(left), Numbers<T>(right), length, block);
  const arrow::Datum both[] = {left, right};
  return make_array(type, length, common_validity(both, length), values);
}

// The array of Operation(value), missing where the operand is.
template <class Operation, class T, class Out = T>
ArrayPtr unary_loop(const TypePtr& type, const arrow::Datum& operand, std::int64_t length) {
  const BufferPtr values = allocate(length * std::int64_t(sizeof(Out)));
  auto* out = reinterpret_cast<Out*>(values->mutable_data());
  const Numbers<T> numbers(operand);
  const Operation operation{};
  if (numbers.is_scalar()) {
    std::fill_n(out, length, Out(operation(numbers[0])));
  } else {
    const T* __restrict in = numbers.data();
    std::int64_t i = 0;
    for (; i + kLoopBlock <= length; i += kLoopBlock) {
      for (int j = 0; j < kLoopBlock; ++j) out[i + j] = operation(in[i + j]);
    }
    for (; i < length; ++i) out[i] = operation(in[i]);
  }
  return make_array(type, length, common_validity({&operand, 1}, length), values);
}

// Bits from truth(i), 64 at a time.
template <class Truth>
BufferPtr bits_of(std::int64_t length, Truth&& truth) {
  BufferPtr bits = allocate_bits(length);
  auto* out = reinterpret_cast<std::uint64_t*>(bits->mutable_data());
  for (std::int64_t first = 0; first < length; first += 64) {
    const int count = int(std::min<std::int64_t>(64, length - first));
    std::uint64_t word = 0;
    for (int j = 0; j < count; ++j) word |= std::uint64_t(bool(truth(first + j))) << j;
    *out++ = word;
  }
  return bits;
}

// 64 truth values, each a byte of 0 or 1, as the bits of a word.
inline std::uint64_t packed(const std::uint8_t* bytes) {
  std::uint64_t word = 0;
  for (int i = 0; i < 8; ++i) {
    std::uint64_t eight;
    __builtin_memcpy(&eight, bytes + 8 * i, 8);
    word |= ((eight * 0x0102040810204080) >> 56) << (8 * i);
  }
  return word;
}

// Truth values that are never missing: `bits` where `validity` (nullptr: everywhere) has a one, `otherwise` elsewhere.
// Writes to `bits`.
ArrayPtr truth_array(std::int64_t length, BufferPtr bits, const BufferPtr& validity, bool otherwise = false);

// Calls visit(text_array) with the array as a StringArray or LargeStringArray.
template <class Visit>
auto visit_text(const arrow::Array& array, Visit&& visit) {
  if (array.type_id() == arrow::Type::LARGE_STRING) return visit(static_cast<const arrow::LargeStringArray&>(array));
  return visit(static_cast<const arrow::StringArray&>(array));
}
std::string_view text_of(const arrow::Scalar& scalar);

// utf8, large_utf8 of string views and null: the text type whose offsets loops can read.
TypePtr plain_text(const TypePtr& type);

}  // namespace tusk::kernels::elementwise
