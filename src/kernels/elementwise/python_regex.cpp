#include "kernels/elementwise/python_regex.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include <tusk/core/error.h>

namespace tusk::kernels::elementwise {

namespace {

constexpr std::int64_t kIgnoreCase = 2, kMultiline = 8, kDotAll = 16, kUnicode = 32, kAscii = 256;

// The inside of a character class for \w, \d or \s; nothing for other letters.
std::string_view class_of(char letter) {
  switch (letter) {
    case 'w': return "\\pL\\pN_";
    case 'd': return "\\p{Nd}";
    case 's': return "\\t-\\r\\x1c-\\x20\\x{85}\\pZ";
    default: return "";
  }
}

// What the letter after a backslash stands for.
void append_escaped(char letter, bool is_in_class, bool is_ascii, std::string& out) {
  const char lower = letter >= 'A' && letter <= 'Z' ? char(letter + 32) : letter;
  const auto inside = is_ascii ? std::string_view() : class_of(lower);
  if (letter == 'Z' && !is_in_class) {
    out += "\\z";
  } else if (inside.empty() || (is_in_class && letter != lower && lower != 'd')) {
    out += {'\\', letter};
  } else if (letter != lower && is_in_class) {
    out += "\\P{Nd}";
  } else if (is_in_class) {
    out += inside;
  } else {
    out += fmt::format("[{}{}]", letter == lower ? "" : "^", inside);
  }
}

}  // namespace

std::vector<std::string> group_names(std::string_view pattern) {
  std::vector<std::string> names = {""};
  bool is_in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\') ++i;
    else if (c == '[') is_in_class = true;
    else if (c == ']') is_in_class = false;
    else if (c == '(' && !is_in_class) {
      const auto rest = pattern.substr(i + 1);
      if (rest.starts_with("?P<")) names.emplace_back(rest.substr(3, rest.find('>') - 3));
      else if (!rest.starts_with('?')) names.emplace_back();
    }
  }
  return names;
}

namespace {

int group_number(std::string_view reference, std::string_view pattern) {
  const auto names = group_names(pattern);
  const bool is_number =
      !reference.empty() && std::ranges::all_of(reference, [](char c) { return c >= '0' && c <= '9'; });
  const auto found = is_number && reference.size() < 3
                         ? std::size_t(std::stoi(std::string(reference)))
                         : std::size_t(std::ranges::find(names, reference) - names.begin());
  if (found < std::min<std::size_t>(names.size(), 10) && !(reference.empty())) return int(found);
  throw ValueError(fmt::format("a replacement takes groups of the pattern, the first nine: group '{}', pattern {}",
                               reference, pattern));
}

}  // namespace

std::string re2_pattern(std::string_view python, std::int64_t flags) {
  if (const auto unknown = flags & ~(kIgnoreCase | kMultiline | kDotAll | kUnicode | kAscii)) {
    throw ValueError(fmt::format("flags must be among re.IGNORECASE, MULTILINE, DOTALL and ASCII: {}", unknown));
  }
  std::string out, letters;
  if (flags & kIgnoreCase) letters += 'i';
  if (flags & kMultiline) letters += 'm';
  if (flags & kDotAll) letters += 's';
  if (!letters.empty()) out = "(?" + letters + ")";
  bool is_in_class = false;
  for (std::size_t i = 0; i < python.size(); ++i) {
    const char c = python[i];
    if (c == '\\' && i + 1 < python.size()) {
      append_escaped(python[++i], is_in_class, flags & kAscii, out);
      continue;
    }
    out += c;
    if (c == '[' && !is_in_class) {
      is_in_class = true;
      // A bracket that closes nothing yet is one of the characters.
      if (i + 1 < python.size() && python[i + 1] == '^') out += python[++i];
      if (i + 1 < python.size() && python[i + 1] == ']') out += python[++i];
    } else if (c == ']') {
      is_in_class = false;
    }
  }
  return out;
}

std::string re2_replacement(std::string_view python, std::string_view python_pattern) {
  std::string out;
  for (std::size_t i = 0; i < python.size(); ++i) {
    const auto rest = python.substr(i);
    const auto close = rest.find('>');
    if (rest.starts_with("\\g<") && close != rest.npos) {
      out += fmt::format("\\{}", group_number(rest.substr(3, close - 3), python_pattern));
      i += close;
    } else if (rest.starts_with("\\n") || rest.starts_with("\\t")) {
      out += rest[1] == 'n' ? '\n' : '\t';
      ++i;
    } else {
      out += python[i];
      if (python[i] == '\\' && i + 1 < python.size()) out += python[++i];
    }
  }
  return out;
}

std::string quoted_pattern(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\.+*?()|[]{}^$-").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string quoted_replacement(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\\' ? std::string("\\\\") : std::string(1, c);
  return out;
}

}  // namespace tusk::kernels::elementwise
