// Which values become which C++ types when they are not that already. Included by value.h.
#pragma once

#include <array>
#include <bit>
#include <complex>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include <tusk/data/box_of.h>
#include <tusk/data/value.h>

namespace tusk::value {

using TypeName = std::string (*)();

// The elements of a sequence, of a boxed container or of an array. Throws TypeError for other values, and ValueError
// unless there are `count` (-1: any number).
class Items {
 public:
  Items(const Value& value, const char* wanted, std::ptrdiff_t count = -1);
  Items(const Items&) = delete;
  Items& operator=(const Items&) = delete;
  std::size_t size() const { return items_->size(); }
  const Value& operator[](std::size_t i) const { return (*items_)[i]; }
  auto begin() const { return items_->begin(); }
  auto end() const { return items_->end(); }

 private:
  Sequence made_;
  const Sequence* items_;
};

// How many numbers lie in the value: in a boxed vector of numbers or an array of one dimension; nullopt for others.
std::optional<std::size_t> number_count(const Value& value);
// Writes these to `out`, converted one by one as scalars are. `out` has room for number_count(value) of `dtype`.
void copy_numbers(const Value& value, DType dtype, void* out);

// A number with its value kept, or an error that names the type that is wanted.
std::int64_t integer_of(const Value& value, std::int64_t low, std::uint64_t high, TypeName wanted);
double double_of(const Value& value, TypeName wanted);
float float_of(const Value& value);
std::complex<double> complex_of(const Value& value, TypeName wanted);
std::complex<float> narrow_complex_of(const Value& value);

// Gives a T, or throws what `as<T>()` says. A type adds its own conversions by specializing.
template <class T>
struct From {
  static T convert(const Value& value) { fail_conversion(value, type_name_of<T>()); }
};

template <Arithmetic T>
struct From<T> {
  static T convert(const Value& value) {
    using Limits = std::numeric_limits<T>;
    if (value.is_number(dtype_of<T>())) return of_bits(value.number_bits());
    if constexpr (std::same_as<T, bool>) fail_conversion(value, type_name_of<T>());
    else if constexpr (std::same_as<T, float>) return float_of(value);
    else if constexpr (std::same_as<T, double>) return double_of(value, &type_name_of<T>);
    else return T(integer_of(value, std::int64_t(Limits::min()), std::uint64_t(Limits::max()), &type_name_of<T>));
  }

 private:
  static T of_bits(std::uint64_t bits) {
    if constexpr (std::floating_point<T>) return T(std::bit_cast<double>(bits));
    else return T(bits);
  }
};

template <class T>
  requires std::is_enum_v<T>
struct From<T> {
  static T convert(const Value& value) { return T(value.as<std::underlying_type_t<T>>()); }
};

template <>
struct From<std::complex<double>> {
  static std::complex<double> convert(const Value& value) {
    return complex_of(value, &type_name_of<std::complex<double>>);
  }
};
template <>
struct From<std::complex<float>> {
  static std::complex<float> convert(const Value& value) { return narrow_complex_of(value); }
};

template <class T>
struct From<std::vector<T>> {
  static std::vector<T> convert(const Value& value) {
    std::vector<T> converted;
    if constexpr (kIsFlatNumber<T>) {
      if (const auto count = number_count(value)) {
        converted.resize(*count);
        copy_numbers(value, dtype_of<T>(), converted.data());
        return converted;
      }
    }
    const Items items(value, "vector");
    converted.reserve(items.size());
    for (const Value& item : items) converted.push_back(item.as<T>());
    return converted;
  }
};

template <class T, std::size_t kSize>
struct From<std::array<T, kSize>> {
  static std::array<T, kSize> convert(const Value& value) {
    const Items items(value, "array", kSize);
    return [&]<std::size_t... i>(std::index_sequence<i...>) {
      return std::array<T, kSize>{items[i].as<T>()...};
    }(std::make_index_sequence<kSize>());
  }
};

template <class... T>
struct From<std::tuple<T...>> {
  static std::tuple<T...> convert(const Value& value) {
    const Items items(value, "tuple", sizeof...(T));
    return [&]<std::size_t... i>(std::index_sequence<i...>) {
      return std::tuple<T...>{items[i].as<T>()...};
    }(std::index_sequence_for<T...>());
  }
};

template <class First, class Second>
struct From<std::pair<First, Second>> {
  static std::pair<First, Second> convert(const Value& value) {
    const Items items(value, "pair", 2);
    return {items[0].as<First>(), items[1].as<Second>()};
  }
};

template <class T>
struct From<std::optional<T>> {
  static std::optional<T> convert(const Value& value) {
    return value.is_none() ? std::nullopt : std::optional<T>(value.as<T>());
  }
};

template <class Container, class Element>
struct FromEntries {
  static Container convert(const Value& value) {
    Container container;
    for (const Value& item : Items(value, "map or set")) container.insert(item.as<Element>());
    return container;
  }
};
template <class K, class V>
struct From<std::map<K, V>> : FromEntries<std::map<K, V>, std::pair<K, V>> {};
template <class K, class V>
struct From<std::unordered_map<K, V>> : FromEntries<std::unordered_map<K, V>, std::pair<K, V>> {};
template <class T>
struct From<std::set<T>> : FromEntries<std::set<T>, T> {};

}  // namespace tusk::value
