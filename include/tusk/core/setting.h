// Setting: a value of the configuration. A tree of null, bool, whole number, number, text, list and map.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tusk::config {

class Setting;
using List = std::vector<Setting>;
// Names and their values; what Tusk returns is sorted by name. A dot in a name separates levels: {"a.b", 1} is
// {"a", {{"b", 1}}}.
using Map = std::vector<std::pair<std::string, Setting>>;

class Setting {
 public:
  using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Map>;

  Setting() = default;
  Setting(std::nullptr_t) {}
  Setting(bool value) : value_(value) {}
  // Throws ValueError above 2^63 - 1.
  template <std::integral T>
  Setting(T value) : value_(std::in_range<std::int64_t>(value) ? std::int64_t(value) : refuse_integer()) {}
  Setting(double value) : value_(value) {}
  Setting(const char* value) : value_(std::string(value)) {}
  Setting(std::string_view value) : value_(std::string(value)) {}
  Setting(std::string value) : value_(std::move(value)) {}
  Setting(List value) : value_(std::move(value)) {}
  Setting(Map value) : value_(std::move(value)) {}

  const Value& value() const { return value_; }
  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }

  // How a value that was read from text was written, if it isn't text: 007 is the number 7, and as text still "007".
  const std::string& spelling() const { return spelling_; }
  Setting spelled(std::string_view spelling) &&;

  // Equal values; 1 and 1.0 differ, the spelling does not count.
  bool operator==(const Setting& other) const { return value_ == other.value_; }

 private:
  [[noreturn]] static std::int64_t refuse_integer();

  Value value_;
  std::string spelling_;
};

// The value that an environment variable or the command line means by `text`: a number, true, false, null, none, a
// quoted text, or a list or map in brackets as in YAML (or JSON); else the text itself. Never throws for its contents.
Setting parse_setting(std::string_view text);

// One line of YAML that reads back as the same value: [1, "2", {a: null}].
std::string to_text(const Setting& setting);

}  // namespace tusk::config
