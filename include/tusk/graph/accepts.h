// Which results a parameter takes, asked by the compiler: the rules by which Value::as converts.
#pragma once

#include <array>
#include <complex>
#include <concepts>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include <tusk/graph/contents.h>

namespace tusk::lazy {

// A number's class may become itself or a later one: truth, integer, float, complex.
template <class T>
constexpr int number_class() {
  if constexpr (std::same_as<T, bool>) return 0;
  else if constexpr (std::integral<T> || std::is_enum_v<T>) return 1;
  else if constexpr (std::floating_point<T>) return 2;
  else if constexpr (std::same_as<T, std::complex<float>> || std::same_as<T, std::complex<double>>) return 3;
  else return -1;
}

template <class From, class To>
constexpr bool number_converts() {
  constexpr int kFrom = number_class<From>();
  if constexpr (std::is_enum_v<To>) return std::integral<From> && kFrom == 1;
  else return kFrom >= 0 && kFrom <= number_class<To>() && (number_class<To>() != 0 || kFrom == 0);
}

// How a type falls into parts.
template <class T>
struct Parts {
  static constexpr int kKind = 0;
};
template <class E>
struct ElementParts {
  static constexpr int kKind = 1;
  using Element = E;
};
template <class E>
struct Parts<std::vector<E>> : ElementParts<E> {};
template <class E, std::size_t kSize>
struct Parts<std::array<E, kSize>> : ElementParts<E> {};
template <class E>
struct Parts<std::set<E>> : ElementParts<E> {};
template <class K, class V>
struct Parts<std::map<K, V>> : ElementParts<std::pair<K, V>> {};
template <class K, class V>
struct Parts<std::unordered_map<K, V>> : ElementParts<std::pair<K, V>> {};
template <class... E>
struct Parts<std::tuple<E...>> {
  static constexpr int kKind = 2;
  using Tuple = std::tuple<E...>;
};
template <class First, class Second>
struct Parts<std::pair<First, Second>> : Parts<std::tuple<First, Second>> {};
template <class E>
struct Parts<std::optional<E>> {
  static constexpr int kKind = 3;
  using Element = E;
};

// Whether a result of type From can be what a parameter of type To takes. What only the value can tell (a number out of
// range, a Value) is an error of the task.
template <class From, class To>
constexpr bool converts();

template <class... From, class... To>
constexpr bool all_convert(std::type_identity<std::tuple<From...>>, std::type_identity<std::tuple<To...>>) {
  if constexpr (sizeof...(From) == sizeof...(To)) return (converts<From, To>() && ...);
  else return false;
}

template <class From, class To>
constexpr bool converts() {
  constexpr int kFrom = Parts<From>::kKind;
  constexpr int kTo = Parts<To>::kKind;
  if constexpr (std::same_as<From, To> || std::same_as<From, Value> || std::same_as<To, Value>) return true;
  else if constexpr (number_class<From>() >= 0 && number_class<To>() >= 0) return number_converts<From, To>();
  else if constexpr (kTo == 3 && kFrom == 3)
    return converts<typename Parts<From>::Element, typename Parts<To>::Element>();
  else if constexpr (kTo == 3) return converts<From, typename Parts<To>::Element>();
  else if constexpr (kTo == 1 && kFrom == 1)
    return converts<typename Parts<From>::Element, typename Parts<To>::Element>();
  else if constexpr (kTo == 2 && kFrom == 2)
    return all_convert(std::type_identity<typename Parts<From>::Tuple>(),
                       std::type_identity<typename Parts<To>::Tuple>());
  else return false;
}

// Whether an argument of type A can be given for a parameter of type P, lazy or not. C++'s own conversions count too
// for what is plain, except those between numbers that lose something.
template <class P, class A>
constexpr bool accepts() {
  if constexpr (converts<Result<A>, P>()) return true;
  else if constexpr (kIsLazy<A> || std::same_as<P, bool>) return false;
  else return std::convertible_to<A, P> && !(std::is_arithmetic_v<std::decay_t<A>> && std::is_arithmetic_v<P>);
}

// An argument that a parameter of type P accepts. `inputs` gets the lazy values in it.
template <class P, class A>
Argument argument_for(A&& object, std::vector<CollectionPtr>& inputs) {
  if constexpr (kIsLazy<A>) return Contents<std::decay_t<A>>::pack(object, inputs);
  else if constexpr (converts<Result<A>, P>()) return Argument::of_constant(Value::of(std::forward<A>(object)));
  else return Argument::of_constant(Value::of(P(std::forward<A>(object))));
}

}  // namespace tusk::lazy
