// and, or, xor, invert: of truth values, where a missing one counts as false, and bitwise of integers.
#include <arrow/array/array_primitive.h>
#include <arrow/util/bitmap_ops.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/elementwise/families.h"

namespace tusk::kernels::elementwise {

namespace {

struct BitAnd {
  template <class T>
  T operator()(T a, T b) const {
    return T(a & b);
  }
};
struct BitOr {
  template <class T>
  T operator()(T a, T b) const {
    return T(a | b);
  }
};
struct BitXor {
  template <class T>
  T operator()(T a, T b) const {
    return T(a ^ b);
  }
};
struct BitNot {
  template <class T>
  T operator()(T a) const {
    return T(~a);
  }
};

bool is_logical(const arrow::DataType& type) { return is_bool(type) || is_null(type); }

TypePtr logic_type(const Function& function, Types types, const Parameters&) {
  bool is_bitwise = true;
  for (const auto& [type, is_literal] : types) {
    if (!is_logical(*type) && !is_integer(*type)) refuse(function, types);
    is_bitwise = is_bitwise && is_integer(*type);
  }
  if (!is_bitwise) return arrow::boolean();
  const TypePtr type = types.size() == 1 ? types[0].type : promoted(types[0], types[1]);
  if (!is_integer(*type)) refuse(function, types);  // int64 with uint64
  return type;
}

// The operand's truth as 64-bit words; missing is false.
BufferPtr truth_bits(const arrow::Datum& operand, std::int64_t length) {
  if (is_null(*operand.type())) return repeated(false, length)->data()->buffers[1];
  const auto array = cast(as_array(operand, length), arrow::boolean());
  const auto& data = *array->data();
  BufferPtr bits = allocate_bits(length);
  arrow::internal::CopyBitmap(data.buffers[1]->data(), data.offset, length, bits->mutable_data(), 0);
  const arrow::Datum column(array);
  return truth_array(length, bits, common_validity({&column, 1}, length))->data()->buffers[1];
}

template <class Operation>
ArrayPtr run_logic(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  if (!is_bool(*type)) {
    if (has_null_scalar(operands)) return nulls(type, length);
    return visit_number(*type, [&]<class T>(std::type_identity<T>) -> ArrayPtr {
      if constexpr (std::is_floating_point_v<T>) return nullptr;
      else return binary_loop<Operation, T>(type, cast(operands[0], type), cast(operands[1], type), length);
    });
  }
  // Of a truth value and an integer it is the truth of the bitwise answer, as in NumPy: True & 2 is False.
  for (const auto& [truth, integer] : {std::pair(0, 1), std::pair(1, 0)}) {
    const auto& bits = operands[integer].type();
    if (!is_bool(*operands[truth].type()) || !is_integer(*bits) || has_null_scalar(operands)) continue;
    arrow::Datum wide[] = {operands[0], operands[1]};
    wide[truth] = cast(wide[truth], bits);
    const arrow::Datum answers(run_logic<Operation>(function, wide, parameters, length));
    return make_array(type, length, nullptr, truth_bits(answers, length));
  }
  const auto left = truth_bits(operands[0], length), right = truth_bits(operands[1], length);
  auto* words = reinterpret_cast<std::uint64_t*>(left->mutable_data());
  const auto* others = reinterpret_cast<const std::uint64_t*>(right->data());
  for (std::int64_t i = 0; i < (length + 63) / 64; ++i) words[i] = Operation()(words[i], others[i]);
  return truth_array(length, left, nullptr);
}

ArrayPtr run_invert(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  if (!is_bool(*type)) {
    return visit_number(*type, [&]<class T>(std::type_identity<T>) -> ArrayPtr {
      if constexpr (std::is_floating_point_v<T>) return nullptr;
      else return unary_loop<BitNot, T>(type, operands[0], length);
    });
  }
  const auto bits = truth_bits(operands[0], length);
  auto* words = reinterpret_cast<std::uint64_t*>(bits->mutable_data());
  for (std::int64_t i = 0; i < (length + 63) / 64; ++i) words[i] = ~words[i];
  return truth_array(length, bits, nullptr);
}

constexpr Function kLogicFunctions[] = {
    {"and", 2, 2, logic_type, run_logic<BitAnd>},
    {"or", 2, 2, logic_type, run_logic<BitOr>},
    {"xor", 2, 2, logic_type, run_logic<BitXor>},
    {"invert", 1, 1, logic_type, run_invert},
};

}  // namespace

Family logic_family() { return {kLogicFunctions}; }

}  // namespace tusk::kernels::elementwise
