// Python's regular expressions as RE2 writes them, which Arrow runs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tusk::kernels::elementwise {

// In Python \w, \d and \s, and what they leave out, mean all of Unicode (but not \W and \S within brackets, which stay
// ASCII's); \Z is the end of the text. `flags` are those of the module re: IGNORECASE, MULTILINE, DOTALL, ASCII. Throws
// ValueError for other flags.
std::string re2_pattern(std::string_view python, std::int64_t flags = 0);
// The names of the pattern's groups, "" for one that has none; the first is the whole match.
std::vector<std::string> group_names(std::string_view pattern);
// A replacement: \g<1> and \g<name> are groups of `python_pattern`. Throws ValueError for a group that isn't there.
std::string re2_replacement(std::string_view python, std::string_view python_pattern);
// The text as a pattern, or as a replacement, that means itself.
std::string quoted_pattern(std::string_view text);
std::string quoted_replacement(std::string_view text);

}  // namespace tusk::kernels::elementwise
