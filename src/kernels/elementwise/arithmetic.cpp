// Arithmetic of numbers, text and times. Integers wrap; an integer divided by zero with // or % is missing: pandas
// makes floats of the whole column then (infinite for //), which only its values can tell.
#include <algorithm>
#include <cmath>

#include <arrow/compute/api_aggregate.h>
#include <arrow/compute/api_scalar.h>

#include <tusk/core/error.h>

#include "kernels/arrow_compute.h"
#include "kernels/elementwise/families.h"
#include "kernels/elementwise/text_lengths.h"

namespace tusk::kernels::elementwise {

namespace {

// An unsigned type in which T's sums and products wrap, and are not promoted to int.
template <class T>
using Wrapping = std::common_type_t<unsigned, std::make_unsigned_t<T>>;

struct Add {
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) return a + b;
    else return T(Wrapping<T>(a) + Wrapping<T>(b));
  }
};
struct Subtract {
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) return a - b;
    else return T(Wrapping<T>(a) - Wrapping<T>(b));
  }
};
struct Multiply {
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) return a * b;
    else return T(Wrapping<T>(a) * Wrapping<T>(b));
  }
};
struct TrueDivide {
  template <class T>
  T operator()(T a, T b) const {
    return a / b;
  }
};
// Of floats: fmod with the divisor's sign, as Python's %.
struct Modulo {
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) {
      const T rest = std::fmod(a, b);
      if (b == 0 || std::isnan(rest)) return rest;
      if (rest == 0) return std::copysign(T(0), b);
      return (rest < 0) != (b < 0) ? rest + b : rest;
    } else {
      if (b == 0) return 0;
      if constexpr (std::is_signed_v<T>) {
        if (b == -1) return 0;  // the machine's division of the least integer by -1 traps
        const T rest = T(a % b);
        return rest != 0 && (rest < 0) != (b < 0) ? T(rest + b) : rest;
      }
      return T(a % b);
    }
  }
};
struct FloorDivide {
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) {
      if (b == 0) return a / b;
      const T rest = std::fmod(a, b);
      T quotient = (a - rest) / b;
      if (rest != 0 && (rest < 0) != (b < 0)) quotient -= 1;
      if (quotient == 0) return std::copysign(T(0), a / b);
      const T floored = std::floor(quotient);
      return quotient - floored > T(0.5) ? floored + 1 : floored;
    } else {
      if (b == 0) return 0;
      if constexpr (std::is_signed_v<T>) {
        if (b == -1) return Subtract()(T(0), a);
        return T(a / b - (a % b != 0 && (a % b < 0) != (b < 0)));
      }
      return T(a / b);
    }
  }
};
// Of durations by integers: rounded towards zero, as NumPy does.
struct TruncateDivide {
  template <class T>
  T operator()(T a, T b) const {
    if (b == 0) return 0;
    return b == -1 ? Subtract()(T(0), a) : T(a / b);
  }
};
struct Power {
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) {
      return b == 2 ? a * a : std::pow(a, b);
    } else {
      T result = 1;
      for (auto exponent = std::make_unsigned_t<T>(b); exponent != 0; exponent >>= 1) {
        if (exponent & 1) result = Multiply()(result, a);
        a = Multiply()(a, a);
      }
      return result;
    }
  }
};
struct Negate {
  template <class T>
  T operator()(T a) const {
    if constexpr (std::is_floating_point_v<T>) return -a;
    else return Subtract()(T(0), a);
  }
};
struct Absolute {
  template <class T>
  T operator()(T a) const {
    if constexpr (std::is_floating_point_v<T>) return std::fabs(a);
    else if constexpr (std::is_signed_v<T>) return a < 0 ? Negate()(a) : a;
    else return a;
  }
};

// The other's type for a column or literal of nothing.
TypePtr beside_null(Types types) {
  if (is_null(*types[0].type)) return types[1].type;
  return is_null(*types[1].type) ? types[0].type : nullptr;
}

TypePtr finer_duration(const arrow::DataType& a, const arrow::DataType& b) {
  return arrow::duration(std::max(unit_of(a), unit_of(b)));
}

TypePtr finer_timestamp(const arrow::DataType& moment, const arrow::DataType& duration) {
  return arrow::timestamp(std::max(unit_of(moment), unit_of(duration)), zone_of(moment));
}

bool are_both(Types types, bool (*is)(const arrow::DataType&)) { return is(*types[0].type) && is(*types[1].type); }

TypePtr add_type(const Function& function, Types types, const Parameters&) {
  if (auto type = beside_null(types)) return type;
  const auto &a = *types[0].type, &b = *types[1].type;
  if (auto type = promoted(types[0], types[1])) return type;
  if (are_both(types, is_text)) return common_type(types[0], types[1]);
  if (are_both(types, is_duration)) return finer_duration(a, b);
  if (is_moment(a) && is_duration(b)) return finer_timestamp(a, b);
  if (is_duration(a) && is_moment(b)) return finer_timestamp(b, a);
  refuse(function, types);
}

TypePtr subtract_type(const Function& function, Types types, const Parameters&) {
  const auto &a = *types[0].type, &b = *types[1].type;
  if (is_bool(a) && is_bool(b)) refuse(function, types);
  if (auto type = beside_null(types)) return is_text(*type) ? refuse(function, types), nullptr : type;
  if (auto type = promoted(types[0], types[1])) return type;
  if (are_both(types, is_duration)) return finer_duration(a, b);
  if (is_moment(a) && is_duration(b)) return finer_timestamp(a, b);
  if (are_both(types, is_moment) && zone_of(a).empty() == zone_of(b).empty()) return finer_duration(a, b);
  refuse(function, types);
}

TypePtr multiply_type(const Function& function, Types types, const Parameters&) {
  if (auto type = beside_null(types)) return type;
  const auto &a = *types[0].type, &b = *types[1].type;
  if (auto type = promoted(types[0], types[1])) return type;
  if (is_text(a) && is_integer(b)) return plain_text(types[0].type);
  if (is_integer(a) && is_text(b)) return plain_text(types[1].type);
  if (is_duration(a) && is_number(b) && !is_bool(b)) return types[0].type;
  if (is_duration(b) && is_number(a) && !is_bool(a)) return types[1].type;
  refuse(function, types);
}

TypePtr true_divide_type(const Function& function, Types types, const Parameters&) {
  const auto &a = *types[0].type, &b = *types[1].type;
  if (is_bool(a) && is_bool(b)) refuse(function, types);
  if (auto type = beside_null(types)) return is_float(*type) || is_duration(*type) ? type : arrow::float64();
  if (auto type = promoted(types[0], types[1])) return is_float(*type) ? type : arrow::float64();
  if (are_both(types, is_duration)) return arrow::float64();
  if (is_duration(a) && is_number(b) && !is_bool(b)) return types[0].type;
  refuse(function, types);
}

TypePtr floor_divide_type(const Function& function, Types types, const Parameters&) {
  const auto &a = *types[0].type, &b = *types[1].type;
  if (is_bool(a) && is_bool(b)) refuse(function, types);
  if (auto type = beside_null(types)) return type;
  if (auto type = promoted(types[0], types[1])) return type;
  if (are_both(types, is_duration)) return arrow::int64();
  if (is_duration(a) && is_number(b) && !is_bool(b)) return types[0].type;
  refuse(function, types);
}

TypePtr modulo_type(const Function& function, Types types, const Parameters&) {
  if (are_both(types, is_bool)) return arrow::int8();
  if (auto type = beside_null(types)) return type;
  if (auto type = promoted(types[0], types[1])) return type;
  if (are_both(types, is_duration)) return finer_duration(*types[0].type, *types[1].type);
  refuse(function, types);
}

TypePtr power_type(const Function& function, Types types, const Parameters&) {
  if (are_both(types, is_bool)) refuse(function, types);
  if (auto type = beside_null(types)) return type;
  if (auto type = promoted(types[0], types[1])) return type;
  refuse(function, types);
}

TypePtr sign_type(const Function& function, Types types, const Parameters&) {
  const auto& type = *types[0].type;
  if (is_number(type) || is_duration(type) || is_null(type)) return types[0].type;
  refuse(function, types);
}

template <class Operation>
ArrayPtr run_numbers(const TypePtr& type, const arrow::Datum& left, const arrow::Datum& right, std::int64_t length) {
  return visit_number(*type, [&]<class T>(std::type_identity<T>) {
    return binary_loop<Operation, T>(type, cast(left, type), cast(right, type), length);
  });
}

// Both as counts of the unit of `type`, which is a duration or timestamp.
template <class Operation>
ArrayPtr run_counts(const TypePtr& type, const arrow::Datum& left, const arrow::Datum& right, std::int64_t length) {
  const auto count = [&](const arrow::Datum& operand) {
    const auto unit = unit_of(*type);
    const TypePtr same_unit =
        is_duration(*operand.type()) ? arrow::duration(unit) : arrow::timestamp(unit, zone_of(*operand.type()));
    return viewed(cast(operand, same_unit), arrow::int64());
  };
  return binary_loop<Operation, std::int64_t>(type, count(left), count(right), length);
}

// A duration times or divided by a number, in the duration's unit; fractions are cut off, as NumPy does.
template <class Operation>
ArrayPtr run_scaled(const TypePtr& type, const arrow::Datum& duration, const arrow::Datum& number,
                    std::int64_t length) {
  const auto counts = viewed(duration, arrow::int64());
  if (is_integer(*number.type()) && !std::is_same_v<Operation, TrueDivide>) {
    using Whole = std::conditional_t<std::is_same_v<Operation, FloorDivide>, TruncateDivide, Operation>;
    return binary_loop<Whole, std::int64_t>(type, counts, cast(number, arrow::int64()), length);
  }
  using Real = std::conditional_t<std::is_same_v<Operation, FloorDivide>, TrueDivide, Operation>;
  const auto scaled = binary_loop<Real, double>(arrow::float64(), cast(counts, arrow::float64()),
                                                cast(number, arrow::float64()), length);
  // What is no number, or too large, is missing.
  const auto& values = static_cast<const arrow::DoubleArray&>(*scaled);
  const auto is_count = bits_of(
      length, [&](std::int64_t i) { return values.IsValid(i) && std::fabs(values.Value(i)) < 9223372036854775808.0; });
  const auto whole = cast(arrow::Datum(scaled), arrow::int64()).make_array();
  return make_array(type, length, is_count, whole->data()->buffers[1]);
}

void check_exponents(const arrow::Datum& exponent) {
  if (!arrow::is_signed_integer(exponent.type()->id())) return;
  const auto smallest =
      arrow::compute::MinMax(exponent, arrow::compute::ScalarAggregateOptions::Defaults(), arrow_context());
  if (!smallest.ok()) return;
  const auto& low = static_cast<const arrow::StructScalar&>(*smallest->scalar()).value[0];
  if (low->is_valid && low->CastTo(arrow::int64()).ValueOrDie()->ToString().starts_with('-')) {
    throw ValueError("an integer is raised only to powers that are not negative: the least is " + low->ToString() +
                     "; convert the base with astype('float64') first");
  }
}

ArrayPtr run_bools(const char* arrow_function, Operands operands, std::int64_t length) {
  return call_arrow(arrow_function, {operands[0], operands[1]}, length);
}

// Whether there is nothing to compute: an operand is missing throughout.
bool is_all_missing(Operands operands) {
  if (has_null_scalar(operands)) return true;
  return std::any_of(operands.begin(), operands.end(), [](const auto& operand) { return is_null(*operand.type()); });
}

ArrayPtr run_add(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  if (is_all_missing(operands)) return nulls(type, length);
  if (is_bool(*type)) return run_bools("or", operands, length);
  if (is_number(*type)) return run_numbers<Add>(type, operands[0], operands[1], length);
  if (!is_text(*type)) return run_counts<Add>(type, operands[0], operands[1], length);
  const arrow::compute::JoinOptions options;
  const arrow::Datum separator(cast(arrow::Datum(std::make_shared<arrow::StringScalar>("")), type));
  return call_arrow("binary_join_element_wise", {cast(operands[0], type), cast(operands[1], type), separator}, length,
                    &options);
}

ArrayPtr run_subtract(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  if (is_all_missing(operands)) return nulls(type, length);
  if (is_number(*type)) return run_numbers<Subtract>(type, operands[0], operands[1], length);
  return run_counts<Subtract>(type, operands[0], operands[1], length);
}

ArrayPtr run_multiply(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  if (is_all_missing(operands)) return nulls(type, length);
  if (is_bool(*type)) return run_bools("and", operands, length);
  if (is_number(*type)) return run_numbers<Multiply>(type, operands[0], operands[1], length);
  const int first = operands[0].type()->Equals(*type) || is_text(*operands[0].type()) ? 0 : 1;
  if (is_text(*type)) return repeated_text(function, operands[first], operands[1 - first], type, length);
  return run_scaled<Multiply>(type, operands[first], operands[1 - first], length);
}

// `array` without the values whose divisor is zero. T is the divisors' C++ type, an integer's.
template <class T>
ArrayPtr missing_where_zero(const ArrayPtr& array, const arrow::Datum& divisors) {
  const Numbers<T> numbers(divisors);
  const auto length = array->length();
  if (numbers.is_scalar()) return numbers[0] == 0 ? nulls(array->type(), length) : array;
  if (std::find(numbers.data(), numbers.data() + length, T(0)) == numbers.data() + length) return array;
  const auto is_divisor = bits_of(length, [&](std::int64_t i) { return numbers[i] != 0; });
  const arrow::Datum both[] = {array, make_array(arrow::boolean(), length, is_divisor, is_divisor)};
  return make_array(array->type(), length, common_validity(both, length), array->data()->buffers[1]);
}

// The quotients or rests, if they are integers, are missing where the divisor is zero.
template <class Operation>
ArrayPtr without_divisions_by_zero(const ArrayPtr& array, const arrow::Datum& divisors) {
  if (std::is_same_v<Operation, TrueDivide> || !arrow::is_integer(divisors.type()->id())) return array;
  return visit_number(*divisors.type(), [&]<class T>(std::type_identity<T>) -> ArrayPtr {
    if constexpr (std::is_integral_v<T>) return missing_where_zero<T>(array, divisors);
    else return array;
  });
}

// Durations divide by durations as counts of the finer unit, and by numbers as scaled ones.
template <class Operation>
ArrayPtr run_divide(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  auto type = result_type_of(function, operands, parameters);
  if (is_all_missing(operands)) return nulls(type, length);
  const auto &a = *operands[0].type(), &b = *operands[1].type();
  if (!is_duration(a)) {
    const auto divided = run_numbers<Operation>(type, operands[0], operands[1], length);
    return is_integer(*type) ? without_divisions_by_zero<Operation>(divided, cast(operands[1], type)) : divided;
  }
  if (!is_duration(b)) {
    return without_divisions_by_zero<Operation>(run_scaled<Operation>(type, operands[0], operands[1], length),
                                                operands[1]);
  }
  const auto unit = finer_duration(a, b);
  const auto left = viewed(cast(operands[0], unit), arrow::int64());
  const auto right = viewed(cast(operands[1], unit), arrow::int64());
  if (is_duration(*type)) {
    return without_divisions_by_zero<Operation>(binary_loop<Operation, std::int64_t>(type, left, right, length), right);
  }
  return run_numbers<Operation>(type, left, right, length);
}

// Of floats, as NumPy: whatever is missing to the power of 0 is 1, and 1 to whatever power.
ArrayPtr with_sure_powers(const ArrayPtr& powers, Operands operands, std::int64_t length) {
  if (powers->null_count() == 0) return powers;
  const arrow::Datum one(1.0), zero(0.0);
  const auto is_one = run_elementwise("eq", std::array{operands[0], one}, {}, length);
  const auto is_zero = run_elementwise("eq", std::array{operands[1], zero}, {}, length);
  const auto is_sure = run_elementwise("or", std::array{arrow::Datum(is_one), arrow::Datum(is_zero)}, {}, length);
  return call_arrow("if_else", {is_sure, cast(one, powers->type()), powers}, length);
}

ArrayPtr run_power(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  const bool is_nothing = is_all_missing(operands);
  if (is_nothing && !is_float(*type)) return nulls(type, length);
  if (is_integer(*type)) check_exponents(operands[1]);
  const auto powers = is_nothing ? nulls(type, length) : run_numbers<Power>(type, operands[0], operands[1], length);
  return is_float(*type) ? with_sure_powers(powers, operands, length) : powers;
}

template <class Operation>
ArrayPtr run_sign(const Function&, Operands operands, const Parameters&, std::int64_t length) {
  const auto& type = operands[0].type();
  if (is_all_missing(operands)) return nulls(type, length);
  if (is_bool(*type)) {
    if constexpr (std::is_same_v<Operation, Negate>) return call_arrow("invert", {operands[0]}, length);
    else return as_array(operands[0], length);
  }
  return visit_number(
      *type, [&]<class T>(std::type_identity<T>) { return unary_loop<Operation, T>(type, operands[0], length); });
}

ArrayPtr run_positive(const Function&, Operands operands, const Parameters&, std::int64_t length) {
  return as_array(operands[0], length);
}

constexpr Function kArithmeticFunctions[] = {
    {"add", 2, 2, add_type, run_add},
    {"sub", 2, 2, subtract_type, run_subtract},
    {"mul", 2, 2, multiply_type, run_multiply},
    {"truediv", 2, 2, true_divide_type, run_divide<TrueDivide>},
    {"floordiv", 2, 2, floor_divide_type, run_divide<FloorDivide>},
    {"mod", 2, 2, modulo_type, run_divide<Modulo>},
    {"pow", 2, 2, power_type, run_power},
    {"neg", 1, 1, sign_type, run_sign<Negate>},
    {"pos", 1, 1, sign_type, run_positive},
    {"abs", 1, 1, sign_type, run_sign<Absolute>},
};

}  // namespace

Family arithmetic_family() { return {kArithmeticFunctions}; }

}  // namespace tusk::kernels::elementwise
