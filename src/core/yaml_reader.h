// YAML text -> settings. The YAML library is known to this file's source and to no other.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tusk/core/config.h>

namespace tusk::core {

// The leaves of a configuration file, each with "path:line" as its source. Throws ValueError, with path, line and
// column, for what isn't YAML, isn't a map, gives a key twice, or is too large (100,000 values, or 64 levels).
std::vector<config::Entry> read_yaml_file(const std::string& text, const std::string& path);

// One value: a list or a map in brackets, or a quoted text. Throws ValueError.
config::Setting read_yaml_value(const std::string& text);

// How much of a key there is in a file, so that an editor can put the rest where it belongs.
struct KeyPlace {
  enum class Found { Nothing, Section, Scalar, Other };

  Found found = Found::Nothing;
  // The names that aren't there yet; empty if a scalar was found.
  std::string_view rest;
  // Of a section in block style: its line, and the column where its keys begin; both from 0.
  std::size_t line = 0;
  std::size_t column = 0;
  // Of a scalar: its value as text, and where in the file it (or the quote before it) begins.
  std::string text;
  std::size_t offset = 0;
};

// The place of `key`, which must outlive the answer. Other: a section in brackets, or a value where a section must be.
KeyPlace find_key(const std::string& text, std::string_view key);

}  // namespace tusk::core
