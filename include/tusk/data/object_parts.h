// What an object holds, as far as its C++ type tells: the values in it, and the bytes behind it.
//
// Sees into standard containers, optionals, pairs, tuples and types with a list of fields.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <tusk/core/fields.h>

namespace tusk {

class Value;

namespace value {

// A container of other things than itself: JSON's values are containers of such, but a number is one that holds itself.
template <class T>
concept Range = requires(const T& object) {
  typename T::value_type;
  { object.size() } -> std::convertible_to<std::size_t>;
  object.begin() != object.end();
} && !std::same_as<typename T::value_type, T>;

template <class T>
concept TupleLike = requires { std::tuple_size<T>::value; };

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

template <class T>
inline constexpr bool kIsArray = false;
template <class T, std::size_t kSize>
inline constexpr bool kIsArray<std::array<T, kSize>> = true;

// Whether an object of type T might hold values. A type with fields might: it may hold objects of its own type, so
// the question could go round in circles.
template <class T>
struct MayHoldValues : std::bool_constant<std::same_as<T, Value> || HasFields<T>> {};
template <Range T>
  requires(!HasFields<T>)
struct MayHoldValues<T> : MayHoldValues<typename T::value_type> {};
template <class T>
struct MayHoldValues<std::optional<T>> : MayHoldValues<T> {};
template <class First, class Second>
struct MayHoldValues<std::pair<First, Second>>
    : std::disjunction<MayHoldValues<std::remove_const_t<First>>, MayHoldValues<Second>> {};
template <class... T>
struct MayHoldValues<std::tuple<T...>> : std::disjunction<MayHoldValues<T>...> {};

// Calls `visit` with every direct part of the object.
template <class T, class Visit>
void for_each_part(const T& object, Visit visit) {
  if constexpr (HasFields<T>) {
    std::apply([&](const auto&... field) { (visit(object.*field.member), ...); }, T::fields());
  } else if constexpr (Range<T>) {
    for (const auto& element : object) visit(element);
  } else if constexpr (TupleLike<T>) {
    std::apply([&](const auto&... element) { (visit(element), ...); }, object);
  } else if constexpr (kIsOptional<T>) {
    if (object) visit(*object);
  }
}

// Calls `visit` with every value that lies in the object itself, not with the values in those.
template <class T, class Visit>
void for_each_value(const T& object, Visit& visit) {
  if constexpr (std::same_as<T, Value>) {
    visit(object);
  } else if constexpr (MayHoldValues<T>::value) {
    for_each_part(object, [&](const auto& part) { for_each_value(part, visit); });
  }
}

// Bytes on the heap behind an object, its own not counted. Of a type of one's own: what its size_bytes() says.
template <class T>
std::size_t heap_bytes(const T& object) {
  std::size_t bytes = 0;
  if constexpr (std::same_as<T, Value>) {
    bytes = object.size_bytes() - sizeof(T);
  } else if constexpr (requires {
                         { object.size_bytes() } -> std::convertible_to<std::size_t>;
                       }) {
    bytes = object.size_bytes();
  } else if constexpr (std::same_as<T, std::string>) {
    constexpr std::size_t kInside = 15;
    bytes = object.capacity() > kInside ? object.capacity() + 1 : 0;
  } else if constexpr (std::same_as<T, std::vector<bool>>) {
    bytes = object.capacity() / 8;
  } else if constexpr (!std::is_trivially_copyable_v<T>) {
    if constexpr (requires { object.capacity(); }) bytes = object.capacity() * sizeof(typename T::value_type);
    else if constexpr (Range<T> && !kIsArray<T>)
      bytes = object.size() * (sizeof(typename T::value_type) + 4 * sizeof(void*));
    constexpr bool kHasFlatParts = [] {
      if constexpr (Range<T>) return std::is_trivially_copyable_v<typename T::value_type>;
      else return false;
    }();
    if constexpr (!kHasFlatParts) for_each_part(object, [&](const auto& part) { bytes += heap_bytes(part); });
  }
  return bytes;
}

}  // namespace value
}  // namespace tusk
