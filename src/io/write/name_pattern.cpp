#include "io/write/name_pattern.h"

#include <fmt/format.h>

#include <tusk/core/error.h>

namespace tusk::io {

NamePattern split_name(const std::string& address) {
  const auto slash = address.rfind('/');
  if (slash == std::string::npos) return {.folder = ".", .before = address};
  return {.folder = slash == 0 ? "/" : address.substr(0, slash), .before = address.substr(slash + 1)};
}

NamePattern name_pattern(const std::string& address, const std::string& extension) {
  const auto star = address.find('*');
  if (star == std::string::npos) return {.folder = address, .before = "part-", .after = extension};
  auto pattern = split_name(address);
  const auto in_name = pattern.before.find('*');
  if (in_name == std::string::npos || address.find('*', star + 1) != std::string::npos) {
    throw ValueError(
        fmt::format("the names of files that are written have one star, for their number: got '{}'", address));
  }
  pattern.after = pattern.before.substr(in_name + 1);
  pattern.before.erase(in_name);
  return pattern;
}

}  // namespace tusk::io
