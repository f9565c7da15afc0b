#include "graph/short_text.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace tusk::graph {

std::string shortened(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  const auto is_inside_character = [&](std::size_t i) { return (static_cast<unsigned char>(text[i]) & 0xc0) == 0x80; };
  while (most > 0 && is_inside_character(most)) --most;
  text.resize(most);
  return text += "...";
}

std::string further(const std::string& part) { return part.empty() ? "" : "; " + part; }

std::string short_list(std::size_t count, const std::function<std::string(std::size_t)>& print) {
  constexpr std::size_t kMostShown = 8;
  constexpr std::size_t kMostBytes = 60;
  std::string text;
  for (std::size_t i = 0; i < std::min(count, kMostShown); ++i) {
    if (i > 0) text += ", ";
    text += shortened(print(i), kMostBytes);
  }
  if (count > kMostShown) text += fmt::format(", ... ({} in all)", count);
  return text;
}

}  // namespace tusk::graph
