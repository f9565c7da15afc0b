#include <tusk/core/setting.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "core/scalar_text.h"
#include "core/yaml_reader.h"

namespace tusk::config {

namespace {

std::string number_text(double number) {
  if (number != number) return ".nan";
  if (number == std::numeric_limits<double>::infinity()) return ".inf";
  if (number == -std::numeric_limits<double>::infinity()) return "-.inf";
  std::string text = fmt::format("{}", number);
  return text.find_first_of(".e") == text.npos ? text + ".0" : text;
}

std::string joined(const List& list) {
  std::string text;
  for (const Setting& element : list) text += (text.empty() ? "" : ", ") + to_text(element);
  return "[" + text + "]";
}

std::string joined(const Map& map) {
  std::string text;
  for (const auto& [name, value] : map)
    text += (text.empty() ? "" : ", ") + core::scalar_text(name) + ": " + to_text(value);
  return "{" + text + "}";
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  return text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
}

// Words that Python and the shell write otherwise than YAML.
std::optional<Setting> resolve_word(std::string_view text) {
  std::string word;
  for (char c : text.substr(0, 6)) word += char(std::tolower(static_cast<unsigned char>(c)));
  if (word == "none" || word == "null") return Setting();
  if (word == "true" || word == "false") return Setting(word == "true");
  return {};
}

}  // namespace

Setting Setting::spelled(std::string_view spelling) && {
  spelling_ = spelling;
  return std::move(*this);
}

std::int64_t Setting::refuse_integer() {
  throw ValueError("a setting must be a whole number below 2^63; give a larger one as a text or as a double");
}

Setting parse_setting(std::string_view text) {
  const std::string_view word = trimmed(text);
  if (word.empty()) return text;
  if (std::string_view("[{\"'").find(word.front()) == std::string_view::npos) {
    Setting setting = core::resolve_scalar(word);
    if (!std::holds_alternative<std::string>(setting.value())) return setting;
    return resolve_word(word).value_or(Setting(text));
  }
  try {
    return core::read_yaml_value(std::string(word));
  } catch (const ValueError&) {
    return text;
  }
}

std::string to_text(const Setting& setting) {
  struct Printer {
    std::string operator()(std::monostate) const { return "null"; }
    std::string operator()(bool truth) const { return truth ? "true" : "false"; }
    std::string operator()(std::int64_t integer) const { return std::to_string(integer); }
    std::string operator()(double number) const { return number_text(number); }
    std::string operator()(const std::string& text) const { return core::scalar_text(text); }
    std::string operator()(const List& list) const { return joined(list); }
    std::string operator()(const Map& map) const { return joined(map); }
  };
  return setting.spelling().empty() ? std::visit(Printer{}, setting.value()) : setting.spelling();
}

}  // namespace tusk::config
