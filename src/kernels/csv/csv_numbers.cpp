#include "kernels/csv/csv_numbers.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>

namespace tusk::kernels {

namespace {

std::string_view without_spaces(std::string_view text) {
  constexpr std::string_view kSpaces = " \t";
  const auto first = text.find_first_not_of(kSpaces);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

bool is_csv_digit(char byte) { return byte >= '0' && byte <= '9'; }

// What from_chars reads: without spaces, plus sign and thousands, and with a point. Empty for what is no number.
std::string_view plain_number(std::string_view text, char decimal, char thousands, std::string& scratch) {
  text = without_spaces(text);
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return {};
  }
  const bool has_thousands = thousands && text.find(thousands) != text.npos;
  if (!has_thousands && (decimal == '.' || decimal == '\0')) return text;
  if (decimal != '.' && text.find('.') != text.npos && thousands != '.') return {};
  scratch.assign(text);
  if (has_thousands) std::erase(scratch, thousands);
  if (decimal) std::replace(scratch.begin(), scratch.end(), decimal, '.');
  return scratch;
}

template <class Number>
bool parse_integer(std::string_view text, char thousands, Number& out) {
  std::string scratch;
  text = plain_number(text, '\0', thousands, scratch);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

// from_chars doesn't say which way a number is out of range; 1e400 is inf and 1e-400 is 0, as pandas reads them.
double out_of_range_double(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  const auto exponent = text.find_first_of("eE");
  const bool is_tiny = exponent != text.npos ? text.substr(exponent + 1).starts_with('-')
                                             : text.substr(is_negative).find_first_not_of("0.") > text.find('.');
  const double size = is_tiny ? 0 : std::numeric_limits<double>::infinity();
  return is_negative ? -size : size;
}

}  // namespace

bool parse_int64(std::string_view text, char thousands, std::int64_t& out) {
  return parse_integer(text, thousands, out);
}
bool parse_uint64(std::string_view text, char thousands, std::uint64_t& out) {
  return parse_integer(text, thousands, out);
}

bool parse_double(std::string_view text, char decimal, char thousands, double& out) {
  std::string scratch;
  text = plain_number(text, decimal, thousands, scratch);
  const std::string_view digits = text.substr(text.starts_with('-'));
  const bool begins_well =
      !digits.empty() && (is_csv_digit(digits[0]) || digits[0] == '.' || digits[0] == 'i' || digits[0] == 'I');
  if (!begins_well) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (end != text.data() + text.size()) return false;
  if (error == std::errc::result_out_of_range) out = out_of_range_double(text);
  return error == std::errc() || error == std::errc::result_out_of_range;
}

}  // namespace tusk::kernels
