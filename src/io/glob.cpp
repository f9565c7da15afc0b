#include "io/glob.h"

#include <algorithm>
#include <optional>
#include <span>

namespace tusk::io {
namespace {

constexpr std::string_view kWildcards = "*?[";

// Takes one UTF-8 character off the front; a byte that begins none counts as one.
std::string_view take_character(std::string_view& text) {
  std::size_t length = 1;
  while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) ++length;
  const auto character = text.substr(0, length);
  text.remove_prefix(length);
  return character;
}

// "[...]" at the front of a pattern, taken off it: whether `character` is in it. Without a closing bracket there is no
// set, and the bracket is a character like others. Order of characters is that of their bytes, as UTF-8 has it.
std::optional<bool> take_set(std::string_view& pattern, std::string_view character) {
  auto rest = pattern.substr(1);
  const bool is_negated = rest.starts_with('!') || rest.starts_with('^');
  if (is_negated) rest.remove_prefix(1);
  const auto end = rest.find(']', 1);
  if (end == std::string_view::npos) return std::nullopt;
  auto members = rest.substr(0, end);
  bool is_in = false;
  while (!members.empty()) {
    const auto first = take_character(members);
    auto last = first;
    if (members.size() > 1 && members.front() == '-') {
      members.remove_prefix(1);
      last = take_character(members);
    }
    is_in = is_in || (first <= character && character <= last);
  }
  pattern = rest.substr(end + 1);
  return is_in != is_negated;
}

// Takes what matches one character, which is not a star, off the front of both.
bool take_match(std::string_view& pattern, std::string_view& name) {
  if (pattern.empty() || name.empty()) return false;
  auto rest = name;
  const auto character = take_character(rest);
  if (pattern.front() == '?') {
    pattern.remove_prefix(1);
  } else if (const auto is_in = pattern.front() == '[' ? take_set(pattern, character) : std::nullopt) {
    if (!*is_in) return false;
  } else if (take_character(pattern) != character) {
    return false;
  }
  name = rest;
  return true;
}

bool matches_parts(std::span<const std::string_view> pattern, std::span<const std::string_view> path) {
  if (pattern.empty()) return path.empty();
  if (pattern.front() != "**")
    return !path.empty() && matches_name(pattern.front(), path.front()) &&
           matches_parts(pattern.subspan(1), path.subspan(1));
  for (std::size_t skipped = 0; skipped <= path.size(); ++skipped) {
    if (matches_parts(pattern.subspan(1), path.subspan(skipped))) return true;
    if (skipped < path.size() && path[skipped].starts_with('.')) return false;
  }
  return false;
}

}  // namespace

bool has_wildcards(std::string_view text) { return text.find_first_of(kWildcards) != std::string_view::npos; }

bool matches_name(std::string_view pattern, std::string_view name) {
  if (name.starts_with('.') && !pattern.starts_with('.')) return false;
  std::optional<std::string_view> after_star;
  std::string_view retry_at;
  while (!name.empty() || !pattern.empty()) {
    if (pattern.starts_with('*')) {
      pattern.remove_prefix(1);
      after_star = pattern, retry_at = name;
      continue;
    }
    if (take_match(pattern, name)) continue;
    // What follows the last star must match later; earlier stars need not be tried again.
    if (!after_star || retry_at.empty()) return false;
    take_character(retry_at);
    pattern = *after_star, name = retry_at;
  }
  return true;
}

bool matches_path(std::string_view pattern, std::string_view path) {
  return matches_parts(path_parts(pattern), path_parts(path));
}

std::string_view fixed_prefix(std::string_view pattern) {
  const auto before = pattern.substr(0, std::min(pattern.find_first_of(kWildcards), pattern.size()));
  return before.substr(0, before.rfind('/') + 1);
}

std::vector<std::string_view> path_parts(std::string_view path) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = path.find('/');
    parts.push_back(path.substr(0, end));
    if (end == std::string_view::npos) return parts;
    path.remove_prefix(end + 1);
  }
}

}  // namespace tusk::io
