// Numbers as CSV files write them: short ones in a few instructions without a branch, all others exactly.
//
// The short parsers read eight bytes from `text` on, whatever its length.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace tusk::kernels {

// Eight bytes, the last character of the text highest, zeros before the first. `size` is 1 to 8.
inline std::uint64_t right_aligned_bytes(const char* text, std::size_t size) {
  std::uint64_t bytes;
  std::memcpy(&bytes, text, 8);
  return bytes << (64 - 8 * size);
}

// The number that `digit_count` (1 to 8) digits are, right aligned as above; false if a byte is none. The digits' pairs
// are joined, then the pairs of pairs, by multiplications that put the sum in the upper half.
inline bool join_digits(std::uint64_t bytes, std::size_t digit_count, std::uint64_t& out) {
  constexpr std::uint64_t kZeros = 0x3030303030303030;
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  std::uint64_t digits = bytes ^ (kZeros << (64 - 8 * digit_count));
  if ((digits | (digits + 0x7676767676767676)) & kHighBits) return false;
  digits = digits * 10 + (digits >> 8);
  constexpr std::uint64_t kPairs = 0x000000FF000000FF;
  constexpr std::uint64_t kFirstWeights = 100 + (std::uint64_t(1000000) << 32);
  constexpr std::uint64_t kSecondWeights = 1 + (std::uint64_t(10000) << 32);
  out = ((digits & kPairs) * kFirstWeights + ((digits >> 16) & kPairs) * kSecondWeights) >> 32;
  return true;
}

// Of at most eight digits after a sign: false for anything else, also where parse_int64 would succeed.
inline bool parse_short_int64(const char* text, std::size_t size, std::int64_t& out) {
  const bool is_negative = *text == '-';
  text += is_negative, size -= is_negative;
  if (size - 1 >= 8) return false;
  std::uint64_t number;
  if (!join_digits(right_aligned_bytes(text, size), size, number)) return false;
  out = is_negative ? -std::int64_t(number) : std::int64_t(number);
  return true;
}

// Of at most eight characters after a sign, digits with at most one `decimal` point. Exact: both the digits and the
// power of ten are floats, so that one division rounds once.
inline bool parse_short_double(const char* text, std::size_t size, char decimal, double& out) {
  constexpr double kPowers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7};
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  const bool is_negative = *text == '-';
  text += is_negative, size -= is_negative;
  if (size - 1 >= 8) return false;
  std::uint64_t bytes = right_aligned_bytes(text, size);
  const std::uint64_t from_point = bytes ^ (kOnes * std::uint8_t(decimal));
  const std::uint64_t points = (from_point - kOnes) & ~from_point & (kOnes << 7);
  unsigned fraction_digits = 0;
  if (points) {
    const unsigned point_bit = unsigned(std::countr_zero(points)) & ~7u;
    const std::uint64_t before_point = (std::uint64_t(1) << point_bit) - 1;
    fraction_digits = 7 - point_bit / 8;
    // The digits before the point move over it.
    bytes = (bytes & ~before_point & ~(std::uint64_t(0xFF) << point_bit)) | ((bytes & before_point) << 8);
    if (--size == 0) return false;
  }
  std::uint64_t number;
  if (!join_digits(bytes, size, number)) return false;
  out = double(number) / kPowers[fraction_digits];
  if (is_negative) out = -out;
  return true;
}

// Whole texts, spaces around them allowed, as pandas reads them. Doubles are correctly rounded; "inf" and "Infinity"
// are numbers, "nan" is none. `thousands` is left out where it stands between digits, unless it is '\0'.
bool parse_int64(std::string_view text, char thousands, std::int64_t& out);
bool parse_uint64(std::string_view text, char thousands, std::uint64_t& out);
bool parse_double(std::string_view text, char decimal, char thousands, double& out);

}  // namespace tusk::kernels
