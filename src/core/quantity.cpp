#include "core/quantity.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace tusk::core {

namespace {

__extension__ typedef unsigned __int128 Wide;

// Letters and digits of ASCII, whatever the locale.
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; }

// digits * 10^exponent. The first twenty digits are kept, as many as 2^64 has; further ones cannot be seen in a product
// that is below 2^64.
struct Decimal {
  Wide digits = 0;
  long exponent = 0;
};

constexpr Wide kTwentyDigits = Wide(10'000'000'000) * 10'000'000'000;

// Reads digits with at most one point; how many characters were digits.
std::size_t read_digits(std::string_view text, Decimal& decimal) {
  std::size_t digit_count = 0;
  bool is_fraction = false;
  for (char c : text) {
    if (c == '.') {
      is_fraction = true;
      continue;
    }
    ++digit_count;
    const bool is_kept = decimal.digits < kTwentyDigits / 10;
    if (is_kept) decimal.digits = decimal.digits * 10 + unsigned(c - '0');
    decimal.exponent += (is_kept ? 0 : 1) - (is_fraction ? 1 : 0);
  }
  return digit_count;
}

std::optional<Decimal> parse_decimal(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const std::string_view mantissa = text.substr(0, text.find('e'));
  std::string_view exponent = text.substr(std::min(text.size(), mantissa.size() + 1));
  Decimal decimal;
  if (!std::all_of(mantissa.begin(), mantissa.end(), [](char c) { return is_digit(c) || c == '.'; })) return {};
  if (std::count(mantissa.begin(), mantissa.end(), '.') > 1 || read_digits(mantissa, decimal) == 0) return {};
  if (mantissa.size() == text.size()) return decimal;
  if (exponent.starts_with('+') && !exponent.starts_with("+-")) exponent.remove_prefix(1);
  int power = 0;
  const auto [end, error] = std::from_chars(exponent.begin(), exponent.end(), power);
  if (error != std::errc() || end != exponent.end() || power < -10'000 || power > 10'000) return {};
  decimal.exponent += power;
  return decimal;
}

}  // namespace

Quantity split_quantity(std::string_view text) {
  std::string packed;
  for (char c : text) {
    if (!is_space(c)) packed += lower(c);
  }
  if (!packed.empty() && std::all_of(packed.begin(), packed.end(), is_letter)) packed.insert(packed.begin(), '1');
  const auto unit = std::find_if_not(packed.rbegin(), packed.rend(), is_letter).base();
  return {std::string(packed.begin(), unit), std::string(unit, packed.end())};
}

std::optional<std::uint64_t> multiply(std::string_view number, std::uint64_t multiplier) {
  const auto decimal = parse_decimal(number);
  if (!decimal) return {};
  constexpr Wide kMost = std::numeric_limits<std::uint64_t>::max();
  Wide product = decimal->digits * multiplier;
  for (long i = 0; i < decimal->exponent && product > 0; ++i) {
    if (product > kMost) return {};
    product *= 10;
  }
  for (long i = 0; i > decimal->exponent && product > 0; --i) product /= 10;
  if (product > kMost) return {};
  return std::uint64_t(product);
}

}  // namespace tusk::core
