#include "core/config_values.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <tusk/core/bytes.h>
#include <tusk/core/duration.h>
#include <tusk/core/error.h>

#include "core/scalar_text.h"

namespace tusk {

namespace {

using config::Entry;
using config::Setting;

template <class T>
const T* value_if(const Setting& setting) {
  return std::get_if<T>(&setting.value());
}

// In quotes, if it is a text.
std::string shown(const Setting& setting) {
  const auto* text = value_if<std::string>(setting);
  return text ? fmt::format("{:?}", *text) : to_text(setting);
}

[[noreturn]] void refuse_value(const Entry& entry, std::string_view wanted) {
  throw ValueError(
      fmt::format("config key {} must be {}: got {} (from {})", entry.key, wanted, shown(entry.value), entry.source));
}

std::optional<std::int64_t> whole_number(const Setting& setting) {
  if (const auto* integer = value_if<std::int64_t>(setting)) return *integer;
  const auto* number = value_if<double>(setting);
  const bool is_whole = number && *number == std::trunc(*number) && std::abs(*number) < 0x1p63;
  return is_whole ? std::optional(std::int64_t(*number)) : std::nullopt;
}

// A text stands for what it would be without quotes: "4" is 4.
Setting without_quotes(const Setting& setting) {
  const auto* text = value_if<std::string>(setting);
  return text ? core::resolve_scalar(*text) : setting;
}

template <class T>
void read_whole_number(const Entry& entry, T& out) {
  constexpr std::uint64_t kMost =
      std::min<std::uint64_t>(std::numeric_limits<T>::max(), std::numeric_limits<std::int64_t>::max());
  const auto integer = whole_number(without_quotes(entry.value));
  if (!integer) refuse_value(entry, "a whole number");
  if (!std::in_range<T>(*integer)) {
    refuse_value(entry, fmt::format("a whole number from {} to {}", std::numeric_limits<T>::min(), kMost));
  }
  out = T(*integer);
}

std::optional<bool> truth(const Setting& setting) {
  if (const auto* truth = value_if<bool>(setting)) return *truth;
  const auto* integer = value_if<std::int64_t>(setting);
  if (integer && (*integer == 0 || *integer == 1)) return *integer == 1;
  const auto* text = value_if<std::string>(setting);
  if (!text) return {};
  std::string word;
  for (char c : *text) word += char(std::tolower(static_cast<unsigned char>(c)));
  if (word == "yes" || word == "on" || word == "true") return true;
  if (word == "no" || word == "off" || word == "false") return false;
  return {};
}

// The text of a value that a parser takes; nothing for what is no number and no text.
std::optional<std::string> quantity_text(const Setting& setting) {
  const bool is_number = value_if<std::int64_t>(setting) || value_if<double>(setting);
  if (const auto* text = value_if<std::string>(setting)) return *text;
  return is_number ? std::optional(to_text(setting)) : std::nullopt;
}

std::optional<double> number_of(const Setting& setting) {
  if (const auto* integer = value_if<std::int64_t>(setting)) return double(*integer);
  const auto* number = value_if<double>(setting);
  return number ? std::optional(*number) : std::nullopt;
}

// "80%" and 0.8 are 0.8; -1 for what is no share, such as a whole number without a percent sign.
double share(const Setting& setting) {
  const auto* text = value_if<std::string>(setting);
  const bool is_percentage = text && text->ends_with('%');
  if (!is_percentage && !value_if<double>(setting)) return -1;
  const Setting number = is_percentage ? core::resolve_scalar(text->substr(0, text->size() - 1)) : setting;
  const double value = number_of(number).value_or(-1) / (is_percentage ? 100 : 1);
  return value >= 0 && value <= 1 ? value : -1;
}

}  // namespace

namespace config {

void read(const Entry& entry, bool& out) {
  const auto value = truth(entry.value);
  if (!value) refuse_value(entry, "true or false");
  out = *value;
}

void read(const Entry& entry, int& out) { read_whole_number(entry, out); }
void read(const Entry& entry, std::int64_t& out) { read_whole_number(entry, out); }
void read(const Entry& entry, std::uint64_t& out) { read_whole_number(entry, out); }

void read(const Entry& entry, double& out) {
  const auto number = number_of(without_quotes(entry.value));
  if (!number) refuse_value(entry, "a number");
  out = *number;
}

void read(const Entry& entry, std::string& out) {
  const auto* text = value_if<std::string>(entry.value);
  const bool is_scalar = !entry.value.is_null() && !value_if<List>(entry.value) && !value_if<Map>(entry.value);
  if (!is_scalar) refuse_value(entry, "a text");
  out = text ? *text : to_text(entry.value);
}

void read(const Entry& entry, List& out) {
  const auto* list = value_if<List>(entry.value);
  if (!list) refuse_value(entry, "a list such as [1, 2]");
  out = *list;
}

void read(const Entry& entry, Map& out) {
  const auto* map = value_if<Map>(entry.value);
  if (!map) refuse_value(entry, "a section or a map such as {a: 1}");
  out = *map;
}

void read(const Entry& entry, Setting& out) { out = entry.value; }

}  // namespace config

namespace core {

std::uint64_t read_bytes(const Entry& entry) {
  try {
    if (const auto text = quantity_text(entry.value)) return parse_bytes(*text);
  } catch (const ValueError&) {
  }
  refuse_value(entry, "a size such as \"1.5 GiB\" or a number of bytes");
}

std::chrono::nanoseconds read_duration(const Entry& entry) {
  try {
    if (const auto text = quantity_text(entry.value)) return parse_duration(*text);
  } catch (const ValueError&) {
  }
  refuse_value(entry, "a duration such as \"200ms\" or a number of seconds");
}

std::uint64_t read_memory(const Entry& entry, std::uint64_t total_bytes) {
  if (entry.value.is_null()) return 0;
  if (const double part = share(entry.value); part >= 0) return std::uint64_t(part * double(total_bytes));
  try {
    return read_bytes(entry);
  } catch (const ValueError&) {
    refuse_value(entry, "a size such as \"1.5 GiB\", a share such as \"80%\", or 0 for no limit");
  }
}

}  // namespace core

}  // namespace tusk
