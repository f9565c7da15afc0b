// Operators on delayed values, between themselves and with plain values on either side: C++'s own meaning, later.
//
// They are pure: equal operands have one key. `&&` and `||` compute both sides. Assignment, `++` and `->` are not there.
#pragma once

#include <concepts>
#include <functional>
#include <iosfwd>
#include <string_view>
#include <type_traits>

#include <tusk/delayed/call.h>

namespace tusk {

namespace lazy {

[[noreturn]] void fail_division(const std::string& dividend);

template <class A, class B>
constexpr void check_divisor(const A& dividend, const B& divisor) {
  if constexpr (std::integral<A> && std::integral<B>) {
    if (divisor == 0) fail_division(Value::of(dividend).print());
  }
}

// A function object of the library under the name that graphs show.
struct Add : std::plus<> { static constexpr std::string_view kName = "add"; };
struct Subtract : std::minus<> { static constexpr std::string_view kName = "sub"; };
struct Multiply : std::multiplies<> { static constexpr std::string_view kName = "mul"; };
struct Equal : std::equal_to<> { static constexpr std::string_view kName = "eq"; };
struct NotEqual : std::not_equal_to<> { static constexpr std::string_view kName = "ne"; };
struct Less : std::less<> { static constexpr std::string_view kName = "lt"; };
struct LessEqual : std::less_equal<> { static constexpr std::string_view kName = "le"; };
struct Greater : std::greater<> { static constexpr std::string_view kName = "gt"; };
struct GreaterEqual : std::greater_equal<> { static constexpr std::string_view kName = "ge"; };
struct BitAnd : std::bit_and<> { static constexpr std::string_view kName = "and"; };
struct BitOr : std::bit_or<> { static constexpr std::string_view kName = "or"; };
struct BitXor : std::bit_xor<> { static constexpr std::string_view kName = "xor"; };
struct LogicalAnd : std::logical_and<> { static constexpr std::string_view kName = "logical_and"; };
struct LogicalOr : std::logical_or<> { static constexpr std::string_view kName = "logical_or"; };
struct LogicalNot : std::logical_not<> { static constexpr std::string_view kName = "not"; };
struct Negate : std::negate<> { static constexpr std::string_view kName = "neg"; };
struct Invert : std::bit_not<> { static constexpr std::string_view kName = "invert"; };

// Division by an integer that is zero is ValueError instead of the end of the process.
struct Divide {
  static constexpr std::string_view kName = "div";
  template <class A, class B>
  auto operator()(const A& a, const B& b) const -> decltype(a / b) { return check_divisor(a, b), a / b; }
};
struct Remainder {
  static constexpr std::string_view kName = "mod";
  template <class A, class B>
  auto operator()(const A& a, const B& b) const -> decltype(a % b) { return check_divisor(a, b), a % b; }
};
struct ShiftLeft {
  static constexpr std::string_view kName = "lshift";
  template <class A, class B>
  auto operator()(const A& a, const B& b) const -> decltype(a << b) { return a << b; }
};
struct ShiftRight {
  static constexpr std::string_view kName = "rshift";
  template <class A, class B>
  auto operator()(const A& a, const B& b) const -> decltype(a >> b) { return a >> b; }
};
struct Positive {
  static constexpr std::string_view kName = "pos";
  template <class A>
  auto operator()(const A& a) const -> decltype(+a) { return +a; }
};

template <class T>
constexpr bool kIsDelayed = false;
template <class T>
constexpr bool kIsDelayed<Delayed<T>> = true;

template <class A, class B>
concept EitherDelayed = kIsDelayed<A> || (kIsDelayed<B> && !std::is_base_of_v<std::ios_base, A>);
template <class A>
concept IsDelayed = kIsDelayed<A>;

}  // namespace lazy

template <class A, class B> requires lazy::EitherDelayed<A, B>
auto operator+(const A& a, const B& b) { return lazy::applied<lazy::Add>(a, b); }
template <class A, class B> requires lazy::EitherDelayed<A, B>
auto operator-(const A& a, const B& b) { return lazy::applied<lazy::Subtract>(a, b); }
template <class A, class B> requires lazy::EitherDelayed<A, B>
auto operator*(const A& a, const B& b) { return lazy::applied<lazy::Multiply>(a, b); }
template <class A, class B> requires lazy::EitherDelayed<A, B>
auto operator/(const A& a, const B& b) { return lazy::applied<lazy::Divide>(a, b); }
template <class A, class B> requires lazy::EitherDelayed<A, B>
auto operator%(const A& a, const B& b) { return lazy::applied<lazy::Remainder>(a, b); }
template <class A, class B> requires lazy::EitherDelayed<A, B>
auto operator==(const A& a, const B& b) { return lazy::applied<lazy::Equal>(a, b); }
template <class A, class B> requires lazy::EitherDelayed<A, B>
auto operator!=(const A& a, const B& b) { return lazy::applied<lazy::NotEqual>(a, b); }
template <class A, class B> requires lazy::EitherDelayed<A, B>
auto operator<(const A& a, const B& b) { return lazy::applied<lazy::Less>(a, b); }
template <class A, class B> requires lazy::EitherDelayed<A, B>
auto operator<=(const A& a, const B& b) { return lazy::applied<lazy::LessEqual>(a, b); }
template <class A, class B> requires lazy::EitherDelayed<A, B>
auto operator>(const A& a, const B& b) { return lazy::applied<lazy::Greater>(a, b); }
template <class A, class B> requires lazy::EitherDelayed<A, B>
auto operator>=(const A& a, const B& b) { return lazy::applied<lazy::GreaterEqual>(a, b); }
template <class A, class B> requires lazy::EitherDelayed<A, B>
auto operator&(const A& a, const B& b) { return lazy::applied<lazy::BitAnd>(a, b); }
template <class A, class B> requires lazy::EitherDelayed<A, B>
auto operator|(const A& a, const B& b) { return lazy::applied<lazy::BitOr>(a, b); }
template <class A, class B> requires lazy::EitherDelayed<A, B>
auto operator^(const A& a, const B& b) { return lazy::applied<lazy::BitXor>(a, b); }
template <class A, class B> requires lazy::EitherDelayed<A, B>
auto operator<<(const A& a, const B& b) { return lazy::applied<lazy::ShiftLeft>(a, b); }
template <class A, class B> requires lazy::EitherDelayed<A, B>
auto operator>>(const A& a, const B& b) { return lazy::applied<lazy::ShiftRight>(a, b); }
template <class A, class B> requires lazy::EitherDelayed<A, B>
auto operator&&(const A& a, const B& b) { return lazy::applied<lazy::LogicalAnd>(a, b); }
template <class A, class B> requires lazy::EitherDelayed<A, B>
auto operator||(const A& a, const B& b) { return lazy::applied<lazy::LogicalOr>(a, b); }
template <lazy::IsDelayed A>
auto operator-(const A& a) { return lazy::applied<lazy::Negate>(a); }
template <lazy::IsDelayed A>
auto operator+(const A& a) { return lazy::applied<lazy::Positive>(a); }
template <lazy::IsDelayed A>
auto operator~(const A& a) { return lazy::applied<lazy::Invert>(a); }
template <lazy::IsDelayed A>
auto operator!(const A& a) { return lazy::applied<lazy::LogicalNot>(a); }

}  // namespace tusk
