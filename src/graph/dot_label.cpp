#include "graph/dot_label.h"

#include <vector>

namespace tusk::graph {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// How many bytes the character at the start of `text` takes; 0 if it is no UTF-8 (RFC 3629).
std::size_t character_bytes(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t size = first >= 0xC2 && first < 0xE0   ? 2
                           : first >= 0xE0 && first < 0xF0 ? 3
                           : first >= 0xF0 && first < 0xF5 ? 4
                                                           : 0;
  if (size == 0 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if (byte(i) >> 6 != 2) return 0;
  }
  const bool is_overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool is_out_of_range = (first == 0xED && byte(1) >= 0xA0) || (first == 0xF4 && byte(1) >= 0x90);
  return is_overlong || is_out_of_range ? 0 : size;
}

std::vector<std::string_view> characters(std::string_view text) {
  std::vector<std::string_view> characters;
  while (!text.empty()) {
    const std::size_t size = character_bytes(text);
    characters.push_back(size == 0 ? kReplacement : text.substr(0, size));
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return characters;
}

std::string_view escaped(std::string_view character) {
  const auto code = static_cast<unsigned char>(character[0]);
  if (character == "\"") return "\\\"";
  if (character == "\\") return "\\\\";
  if (character == "&") return "&amp;";
  if (character == "\n") return "\\n";
  if (character == "\t") return " ";
  return code < 0x20 || code == 0x7F ? kReplacement : character;
}

}  // namespace

std::string dot_quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const std::string_view character : characters(text)) quoted += escaped(character);
  return quoted += '"';
}

std::string shortened(std::string_view text, std::size_t most_characters) {
  const std::vector<std::string_view> all = characters(text);
  if (all.size() <= most_characters) return std::string(text);
  const std::size_t tail = (most_characters - 1) / 2, head = most_characters - 1 - tail;
  std::string shown;
  for (std::size_t i = 0; i < head; ++i) shown += all[i];
  shown += "…";
  for (std::size_t i = all.size() - tail; i < all.size(); ++i) shown += all[i];
  return shown;
}

}  // namespace tusk::graph
