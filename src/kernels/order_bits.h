// Order-preserving bit patterns: unsigned words that compare as the numbers do that they are made of.
//
// Of integers: the sign bit flipped. Of IEEE 754 floats: the sign bit flipped, or all bits of a negative one, so that
// -0.0 comes before 0.0 and NaN at the ends.
#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>

namespace tusk::kernels {

template <class T>
using OrderWord =
    std::conditional_t<sizeof(T) == 1, std::uint8_t,
                       std::conditional_t<sizeof(T) == 2, std::uint16_t,
                                          std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>>;

template <class T>
constexpr OrderWord<T> kTopBit = OrderWord<T>(OrderWord<T>{1} << (8 * sizeof(T) - 1));

template <class T>
constexpr OrderWord<T> order_bits(T value) {
  using Word = OrderWord<T>;
  const auto bits = std::bit_cast<Word>(value);
  if constexpr (std::is_floating_point_v<T>) {
    using Signed = std::make_signed_t<Word>;
    const auto all_if_negative = Word(Signed(bits) >> (8 * sizeof(T) - 1));
    return bits ^ (all_if_negative | kTopBit<T>);
  } else if constexpr (std::is_signed_v<T>) {
    return Word(bits ^ kTopBit<T>);
  } else {
    return bits;
  }
}

template <class T>
constexpr T from_order_bits(OrderWord<T> word) {
  using Word = OrderWord<T>;
  if constexpr (std::is_floating_point_v<T>) {
    return std::bit_cast<T>(word & kTopBit<T> ? Word(word ^ kTopBit<T>) : Word(~word));
  } else if constexpr (std::is_signed_v<T>) {
    return std::bit_cast<T>(Word(word ^ kTopBit<T>));
  } else {
    return word;
  }
}

}  // namespace tusk::kernels
