// NumPy's mathematical functions, round and clip.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "kernels/elementwise/families.h"

namespace tusk::kernels::elementwise {

namespace {

// NumPy's type for functions of floats; where it has float16, float32.
TypePtr float_type_of(const arrow::DataType& type) {
  const bool is_narrow = type.id() == arrow::Type::FLOAT || (arrow::is_integer(type.id()) && type.bit_width() <= 16);
  return is_narrow ? arrow::float32() : arrow::float64();
}

TypePtr float_result(const Function& function, Types types, const Parameters&) {
  TypePtr type = types[0].type;
  for (const auto& operand : types.subspan(1)) {
    type = is_null(*operand.type) ? type
           : is_null(*type)       ? operand.type
                                  : promoted({type, types[0].is_literal}, operand);
    if (!type) refuse(function, types);
  }
  if (!is_number(*type) && !is_null(*type)) refuse(function, types);
  return float_type_of(*type);
}

// Of functions that leave integers as they are.
TypePtr same_number(const Function& function, Types types, const Parameters&) {
  if (!is_number(*types[0].type) && !is_null(*types[0].type)) refuse(function, types);
  return types[0].type;
}

TypePtr truth_of_number(const Function& function, Types types, const Parameters&) {
  if (!is_number(*types[0].type) && !is_null(*types[0].type)) refuse(function, types);
  return arrow::boolean();
}

TypePtr common_result(const Function& function, Types types, const Parameters&) {
  OperandType common = types[0];
  for (const auto& operand : types.subspan(1)) {
    const auto type = common_type(common, operand);
    if (!type || is_text(*type)) refuse(function, types);
    common = {type, common.is_literal && operand.is_literal};
  }
  return common.type;
}

template <auto kFunction>
struct Applied {
  template <class T>
  T operator()(T a) const {
    return kFunction(a);
  }
  template <class T>
  T operator()(T a, T b) const {
    return kFunction(a, b);
  }
};

template <auto kFunction>
ArrayPtr run_float(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  if (has_null_scalar(operands)) return nulls(type, length);
  const auto run = [&]<class T>(std::type_identity<T>) {
    const auto first = cast(operands[0], type);
    if constexpr (requires { kFunction(T(), T()); }) {
      return binary_loop<Applied<kFunction>, T>(type, first, cast(operands[1], type), length);
    } else {
      return unary_loop<Applied<kFunction>, T>(type, first, length);
    }
  };
  return type->id() == arrow::Type::FLOAT ? run(std::type_identity<float>()) : run(std::type_identity<double>());
}

// Integers and truth values are themselves.
template <auto kFunction>
ArrayPtr run_rounding(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  if (!is_float(*operands[0].type())) return as_array(operands[0], length);
  return run_float<kFunction>(function, operands, parameters, length);
}

template <auto kFunction>
ArrayPtr run_number(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  if (has_null_scalar(operands) || is_null(*type)) return nulls(type, length);
  if (is_bool(*type)) return as_array(operands[0], length);
  return visit_number(*type, [&]<class T>(std::type_identity<T>) {
    return unary_loop<Applied<kFunction>, T>(type, operands[0], length);
  });
}

template <bool (*kIs)(double)>
ArrayPtr run_classified(const Function&, Operands operands, const Parameters&, std::int64_t length) {
  if (has_null_scalar(operands) || is_null(*operands[0].type())) return repeated(false, length);
  const auto numbers = cast(operands[0], arrow::float64());
  const Numbers<double> values(numbers);
  const auto bits = bits_of(length, [&](std::int64_t i) { return kIs(values[i]); });
  return truth_array(length, bits, common_validity({&numbers, 1}, length));
}

constexpr auto kSign = []<class T>(T a) { return std::isnan(double(a)) ? a : T((a > 0) - (a < 0)); };
constexpr auto kSquare = []<class T>(T a) {
  if constexpr (std::is_floating_point_v<T>) return a * a;
  else return T(std::uint64_t(a) * std::uint64_t(a));
};
constexpr auto kReciprocal = []<class T>(T a) {
  if constexpr (std::is_floating_point_v<T>) return T(1) / a;
  else return a == 0 ? std::numeric_limits<T>::min() : T(T(1) / a);
};
constexpr auto kLogAddExp = []<class T>(T a, T b) {
  if (a == b) return T(a + std::numbers::ln2_v<T>);  // infinities too
  return T(std::max(a, b) + std::log1p(std::exp(-std::fabs(a - b))));
};
// NaN wins.
constexpr auto kMaximum = []<class T>(T a, T b) { return a > b || a != a ? a : b; };
constexpr auto kMinimum = []<class T>(T a, T b) { return a < b || a != a ? a : b; };

// The larger (smaller) of two operands of `type`.
template <auto kFunction>
ArrayPtr chosen(const TypePtr& type, const arrow::Datum& left, const arrow::Datum& right, std::int64_t length) {
  if (is_bool(*type)) {
    const auto wide = [&](const arrow::Datum& operand) { return cast(operand, arrow::uint8()); };
    return cast(binary_loop<Applied<kFunction>, std::uint8_t>(arrow::uint8(), wide(left), wide(right), length), type);
  }
  return visit_number(*type, [&]<class T>(std::type_identity<T>) {
    return binary_loop<Applied<kFunction>, T>(type, cast(left, type), cast(right, type), length);
  });
}

template <auto kFunction>
ArrayPtr run_chosen(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  if (has_null_scalar(operands) || is_null(*type)) return nulls(type, length);
  return chosen<kFunction>(type, operands[0], operands[1], length);
}

// A missing bound bounds nothing.
ArrayPtr run_clip(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  if (has_null_scalar(operands.first(1)) || is_null(*operands[0].type())) return nulls(type, length);
  arrow::Datum result = cast(operands[0], type);
  for (std::size_t i = 1; i < operands.size(); ++i) {
    if (is_null(*operands[i].type()) || has_null_scalar(operands.subspan(i, 1))) continue;
    const auto bounded = i == 1 ? chosen<kMaximum>(type, result, operands[i], length)
                                : chosen<kMinimum>(type, result, operands[i], length);
    result = operands[i].null_count() == 0 ? bounded : call_arrow("coalesce", {bounded, result}, length);
  }
  return as_array(result, length);
}

// As NumPy: scaled by a power of ten, rounded half to even, scaled back.
ArrayPtr run_round(const Function&, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto decimals = parameter<std::int64_t>(parameters, "decimals", 0);
  const auto& type = operands[0].type();
  if (has_null_scalar(operands) || is_null(*type)) return nulls(type, length);
  if (!is_float(*type) && (is_bool(*type) || decimals >= 0)) return as_array(operands[0], length);
  const double scale = std::pow(10.0, double(std::abs(decimals)));
  return visit_number(*type, [&]<class T>(std::type_identity<T>) {
    const Numbers<T> numbers(operands[0]);
    const BufferPtr values = allocate(length * std::int64_t(sizeof(T)));
    auto* out = reinterpret_cast<T*>(values->mutable_data());
    using Real = std::conditional_t<std::is_same_v<T, float>, float, double>;
    for (std::int64_t i = 0; i < length; ++i) {
      const auto value = Real(numbers[i]);
      const Real scaled = decimals >= 0 ? value * Real(scale) : value / Real(scale);
      const Real rounded = std::nearbyint(scaled);
      out[i] = T(decimals >= 0 ? rounded / Real(scale) : rounded * Real(scale));
    }
    return make_array(type, length, common_validity(operands, length), values);
  });
}

constexpr Function kMathFunctions[] = {
    {"sqrt", 1, 1, float_result, run_float<[](auto a) { return std::sqrt(a); }>},
    {"cbrt", 1, 1, float_result, run_float<[](auto a) { return std::cbrt(a); }>},
    {"exp", 1, 1, float_result, run_float<[](auto a) { return std::exp(a); }>},
    {"exp2", 1, 1, float_result, run_float<[](auto a) { return std::exp2(a); }>},
    {"expm1", 1, 1, float_result, run_float<[](auto a) { return std::expm1(a); }>},
    {"log", 1, 1, float_result, run_float<[](auto a) { return std::log(a); }>},
    {"log2", 1, 1, float_result, run_float<[](auto a) { return std::log2(a); }>},
    {"log10", 1, 1, float_result, run_float<[](auto a) { return std::log10(a); }>},
    {"log1p", 1, 1, float_result, run_float<[](auto a) { return std::log1p(a); }>},
    {"sin", 1, 1, float_result, run_float<[](auto a) { return std::sin(a); }>},
    {"cos", 1, 1, float_result, run_float<[](auto a) { return std::cos(a); }>},
    {"tan", 1, 1, float_result, run_float<[](auto a) { return std::tan(a); }>},
    {"arcsin", 1, 1, float_result, run_float<[](auto a) { return std::asin(a); }>},
    {"arccos", 1, 1, float_result, run_float<[](auto a) { return std::acos(a); }>},
    {"arctan", 1, 1, float_result, run_float<[](auto a) { return std::atan(a); }>},
    {"sinh", 1, 1, float_result, run_float<[](auto a) { return std::sinh(a); }>},
    {"cosh", 1, 1, float_result, run_float<[](auto a) { return std::cosh(a); }>},
    {"tanh", 1, 1, float_result, run_float<[](auto a) { return std::tanh(a); }>},
    {"radians", 1, 1, float_result, run_float<[]<class T>(T a) { return a * T(std::numbers::pi / 180); }>},
    {"degrees", 1, 1, float_result, run_float<[]<class T>(T a) { return a * T(180 / std::numbers::pi); }>},
    {"rint", 1, 1, float_result, run_float<[](auto a) { return std::nearbyint(a); }>},
    {"arctan2", 2, 2, float_result, run_float<[]<class T>(T a, T b) { return std::atan2(a, b); }>},
    {"hypot", 2, 2, float_result, run_float<[]<class T>(T a, T b) { return std::hypot(a, b); }>},
    {"logaddexp", 2, 2, float_result, run_float<kLogAddExp>},
    {"floor", 1, 1, same_number, run_rounding<[](auto a) { return std::floor(a); }>},
    {"ceil", 1, 1, same_number, run_rounding<[](auto a) { return std::ceil(a); }>},
    {"trunc", 1, 1, same_number, run_rounding<[](auto a) { return std::trunc(a); }>},
    {"sign", 1, 1, same_number, run_number<kSign>},
    {"square", 1, 1, same_number, run_number<kSquare>},
    {"reciprocal", 1, 1, same_number, run_number<kReciprocal>},
    {"isfinite", 1, 1, truth_of_number, run_classified<[](double a) { return std::isfinite(a); }>},
    {"isinf", 1, 1, truth_of_number, run_classified<[](double a) { return std::isinf(a); }>},
    {"maximum", 2, 2, common_result, run_chosen<kMaximum>},
    {"minimum", 2, 2, common_result, run_chosen<kMinimum>},
    {"round", 1, 1, same_number, run_round},
    {"clip", 2, 3, common_result, run_clip},
};

}  // namespace

Family math_family() { return {kMathFunctions}; }

}  // namespace tusk::kernels::elementwise
