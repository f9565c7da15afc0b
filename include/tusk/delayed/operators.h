// Operators on delayed values, between themselves and with plain values on either side: C++'s own meaning, later.
//
// They are pure: equal operands have one key. `&&` and `||` compute both sides. Assignment, `++` and `->` are not
// there.
#pragma once

#include <iosfwd>
#include <type_traits>

#include <tusk/delayed/call.h>
#include <tusk/delayed/operator_functions.h>

namespace tusk {

namespace lazy {

template <class T>
constexpr bool kIsDelayed = false;
template <class T>
constexpr bool kIsDelayed<Delayed<T>> = true;

template <class A, class B>
concept EitherDelayed = kIsDelayed<A> || (kIsDelayed<B> && !std::is_base_of_v<std::ios_base, A>);
template <class A>
concept IsDelayed = kIsDelayed<A>;

}  // namespace lazy

template <class A, class B>
  requires lazy::EitherDelayed<A, B>
auto operator+(const A& a, const B& b) {
  return lazy::applied<lazy::Add>(a, b);
}
template <class A, class B>
  requires lazy::EitherDelayed<A, B>
auto operator-(const A& a, const B& b) {
  return lazy::applied<lazy::Subtract>(a, b);
}
template <class A, class B>
  requires lazy::EitherDelayed<A, B>
auto operator*(const A& a, const B& b) {
  return lazy::applied<lazy::Multiply>(a, b);
}
template <class A, class B>
  requires lazy::EitherDelayed<A, B>
auto operator/(const A& a, const B& b) {
  return lazy::applied<lazy::Divide>(a, b);
}
template <class A, class B>
  requires lazy::EitherDelayed<A, B>
auto operator%(const A& a, const B& b) {
  return lazy::applied<lazy::Remainder>(a, b);
}
template <class A, class B>
  requires lazy::EitherDelayed<A, B>
auto operator==(const A& a, const B& b) {
  return lazy::applied<lazy::Equal>(a, b);
}
template <class A, class B>
  requires lazy::EitherDelayed<A, B>
auto operator!=(const A& a, const B& b) {
  return lazy::applied<lazy::NotEqual>(a, b);
}
template <class A, class B>
  requires lazy::EitherDelayed<A, B>
auto operator<(const A& a, const B& b) {
  return lazy::applied<lazy::Less>(a, b);
}
template <class A, class B>
  requires lazy::EitherDelayed<A, B>
auto operator<=(const A& a, const B& b) {
  return lazy::applied<lazy::LessEqual>(a, b);
}
template <class A, class B>
  requires lazy::EitherDelayed<A, B>
auto operator>(const A& a, const B& b) {
  return lazy::applied<lazy::Greater>(a, b);
}
template <class A, class B>
  requires lazy::EitherDelayed<A, B>
auto operator>=(const A& a, const B& b) {
  return lazy::applied<lazy::GreaterEqual>(a, b);
}
template <class A, class B>
  requires lazy::EitherDelayed<A, B>
auto operator&(const A& a, const B& b) {
  return lazy::applied<lazy::BitAnd>(a, b);
}
template <class A, class B>
  requires lazy::EitherDelayed<A, B>
auto operator|(const A& a, const B& b) {
  return lazy::applied<lazy::BitOr>(a, b);
}
template <class A, class B>
  requires lazy::EitherDelayed<A, B>
auto operator^(const A& a, const B& b) {
  return lazy::applied<lazy::BitXor>(a, b);
}
template <class A, class B>
  requires lazy::EitherDelayed<A, B>
auto operator<<(const A& a, const B& b) {
  return lazy::applied<lazy::ShiftLeft>(a, b);
}
template <class A, class B>
  requires lazy::EitherDelayed<A, B>
auto operator>>(const A& a, const B& b) {
  return lazy::applied<lazy::ShiftRight>(a, b);
}
template <class A, class B>
  requires lazy::EitherDelayed<A, B>
auto operator&&(const A& a, const B& b) {
  return lazy::applied<lazy::LogicalAnd>(a, b);
}
template <class A, class B>
  requires lazy::EitherDelayed<A, B>
auto operator||(const A& a, const B& b) {
  return lazy::applied<lazy::LogicalOr>(a, b);
}
template <lazy::IsDelayed A>
auto operator-(const A& a) {
  return lazy::applied<lazy::Negate>(a);
}
template <lazy::IsDelayed A>
auto operator+(const A& a) {
  return lazy::applied<lazy::Positive>(a);
}
template <lazy::IsDelayed A>
auto operator~(const A& a) {
  return lazy::applied<lazy::Invert>(a);
}
template <lazy::IsDelayed A>
auto operator!(const A& a) {
  return lazy::applied<lazy::LogicalNot>(a);
}

}  // namespace tusk
