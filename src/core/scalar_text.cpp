#include "core/scalar_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <limits>
#include <optional>

#include <fmt/format.h>

namespace tusk::core {

namespace {

using config::Setting;

template <std::size_t kSize>
bool is_one_of(std::string_view text, const std::array<std::string_view, kSize>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

constexpr std::array<std::string_view, 5> kNulls = {"", "~", "null", "Null", "NULL"};
constexpr std::array<std::string_view, 3> kTrues = {"true", "True", "TRUE"};
constexpr std::array<std::string_view, 3> kFalses = {"false", "False", "FALSE"};
constexpr std::array<std::string_view, 3> kInfinities = {".inf", ".Inf", ".INF"};
constexpr std::array<std::string_view, 3> kNans = {".nan", ".NaN", ".NAN"};

std::string_view without_sign(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return text;
}

// The whole of `text` as a number, with a sign only where from_chars takes one.
template <class T, class... Options>
std::optional<T> parse_whole(std::string_view text, Options... options) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, options...);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::optional<Setting> resolve_integer(std::string_view text) {
  if (text.starts_with("0x") && text.size() > 2 && text[2] != '-') {
    if (const auto value = parse_whole<std::int64_t>(text.substr(2), 16)) return Setting(*value);
  }
  if (text.starts_with("0o") && text.size() > 2 && text[2] != '-') {
    if (const auto value = parse_whole<std::int64_t>(text.substr(2), 8)) return Setting(*value);
  }
  const std::string_view digits = without_sign(text);
  if (digits.starts_with('-')) return {};
  if (const auto value = parse_whole<std::int64_t>(text.starts_with('+') ? digits : text)) return Setting(*value);
  return {};
}

std::optional<Setting> resolve_number(std::string_view text) {
  const double sign = text.starts_with('-') ? -1 : 1;
  const std::string_view digits = without_sign(text);
  if (is_one_of(digits, kInfinities)) return Setting(sign * std::numeric_limits<double>::infinity());
  if (is_one_of(text, kNans)) return Setting(std::numeric_limits<double>::quiet_NaN());
  if (digits.find_first_not_of("0123456789.eE+-") != digits.npos || digits.starts_with('-')) return {};
  if (const auto value = parse_whole<double>(digits)) return Setting(sign * *value);
  return {};
}

bool is_control(char c) { return (c >= 0 && c < 0x20) || c == 0x7f; }

// Null or truth as YAML, Python or a shell may write them.
bool is_special_word(std::string_view text) {
  constexpr std::array<std::string_view, 4> kWords = {"null", "none", "true", "false"};
  std::string word;
  for (char c : text.substr(0, 6)) word += char(std::tolower(static_cast<unsigned char>(c)));
  return is_one_of(word, kWords);
}

// Whether a reader of YAML takes the word for a text without quotes around it.
bool is_plain(std::string_view text) {
  if (is_special_word(text) || !std::holds_alternative<std::string>(resolve_scalar(text).value())) return false;
  if (std::any_of(text.begin(), text.end(), is_control)) return false;
  if (text.find_first_of("-?:,[]{}#&*!|>'\"%@`=<") == 0) return false;
  if (text.find_first_of(",[]{}\\") != text.npos || text.find(": ") != text.npos || text.find(" #") != text.npos)
    return false;
  return !text.starts_with(' ') && !text.ends_with(' ') && !text.ends_with(':') && !text.starts_with("---") &&
         !text.starts_with("...");
}

}  // namespace

Setting resolve_scalar(std::string_view text) {
  if (is_one_of(text, kNulls)) return {};
  if (is_one_of(text, kTrues)) return Setting(true).spelled(text);
  if (is_one_of(text, kFalses)) return Setting(false).spelled(text);
  if (auto integer = resolve_integer(text)) return std::move(*integer).spelled(text);
  if (auto number = resolve_number(text)) return std::move(*number).spelled(text);
  return text;
}

std::string scalar_text(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (c == '\t') {
      quoted += "\\t";
    } else if (is_control(c)) {
      quoted += fmt::format("\\x{:02x}", unsigned(c));
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

}  // namespace tusk::core
