// What the operators on delayed values do: function objects under the names that graphs show.
#pragma once

#include <concepts>
#include <functional>
#include <limits>
#include <string_view>
#include <type_traits>

#include <tusk/data/value.h>

namespace tusk::lazy {

[[noreturn]] void fail_division(const Value& dividend, const Value& divisor);

// Integers that the processor can't divide: by zero, and the lowest one by -1.
template <class A, class B>
constexpr void check_division(const A& a, const B& b) {
  if constexpr (std::integral<A> && std::integral<B>) {
    using Number = decltype(a / b);
    bool fails = b == 0;
    if constexpr (std::is_signed_v<Number>) fails |= Number(b) == -1 && Number(a) == std::numeric_limits<Number>::min();
    if (fails) fail_division(Value::of(a), Value::of(b));
  }
}

// A function object of the library under the name that graphs show.
struct Add : std::plus<> {
  static constexpr std::string_view kName = "add";
};
struct Subtract : std::minus<> {
  static constexpr std::string_view kName = "sub";
};
struct Multiply : std::multiplies<> {
  static constexpr std::string_view kName = "mul";
};
struct Equal : std::equal_to<> {
  static constexpr std::string_view kName = "eq";
};
struct NotEqual : std::not_equal_to<> {
  static constexpr std::string_view kName = "ne";
};
struct Less : std::less<> {
  static constexpr std::string_view kName = "lt";
};
struct LessEqual : std::less_equal<> {
  static constexpr std::string_view kName = "le";
};
struct Greater : std::greater<> {
  static constexpr std::string_view kName = "gt";
};
struct GreaterEqual : std::greater_equal<> {
  static constexpr std::string_view kName = "ge";
};
struct BitAnd : std::bit_and<> {
  static constexpr std::string_view kName = "and";
};
struct BitOr : std::bit_or<> {
  static constexpr std::string_view kName = "or";
};
struct BitXor : std::bit_xor<> {
  static constexpr std::string_view kName = "xor";
};
struct LogicalAnd : std::logical_and<> {
  static constexpr std::string_view kName = "logical_and";
};
struct LogicalOr : std::logical_or<> {
  static constexpr std::string_view kName = "logical_or";
};
struct LogicalNot : std::logical_not<> {
  static constexpr std::string_view kName = "not";
};
struct Negate : std::negate<> {
  static constexpr std::string_view kName = "neg";
};
struct Invert : std::bit_not<> {
  static constexpr std::string_view kName = "invert";
};

// Throws ValueError where the process would end.
struct Divide {
  static constexpr std::string_view kName = "div";
  template <class A, class B>
  auto operator()(const A& a, const B& b) const -> decltype(a / b) {
    return check_division(a, b), a / b;
  }
};
struct Remainder {
  static constexpr std::string_view kName = "mod";
  template <class A, class B>
  auto operator()(const A& a, const B& b) const -> decltype(a % b) {
    return check_division(a, b), a % b;
  }
};
struct ShiftLeft {
  static constexpr std::string_view kName = "lshift";
  template <class A, class B>
  auto operator()(const A& a, const B& b) const -> decltype(a << b) {
    return a << b;
  }
};
struct ShiftRight {
  static constexpr std::string_view kName = "rshift";
  template <class A, class B>
  auto operator()(const A& a, const B& b) const -> decltype(a >> b) {
    return a >> b;
  }
};
struct Positive {
  static constexpr std::string_view kName = "pos";
  template <class A>
  auto operator()(const A& a) const -> decltype(+a) {
    return +a;
  }
};

}  // namespace tusk::lazy
