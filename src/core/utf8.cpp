#include "core/utf8.h"

#include <array>

namespace tusk::core {

namespace {

// The characters whose first byte is below `end`, which are `size` bytes, the second of them between `low` and `high`.
struct Utf8Range {
  unsigned end;
  std::size_t size;
  unsigned low;
  unsigned high;
};

constexpr std::array<Utf8Range, 9> kUtf8Ranges = {{{0x80, 1, 0, 0},
                                                   {0xC2, 0, 0, 0},
                                                   {0xE0, 2, 0x80, 0xBF},
                                                   {0xE1, 3, 0xA0, 0xBF},
                                                   {0xED, 3, 0x80, 0xBF},
                                                   {0xEE, 3, 0x80, 0x9F},
                                                   {0xF0, 3, 0x80, 0xBF},
                                                   {0xF1, 4, 0x90, 0xBF},
                                                   {0xF4, 4, 0x80, 0xBF}}};
constexpr Utf8Range kLastUtf8Range = {0xF5, 4, 0x80, 0x8F};

unsigned byte_at(std::string_view text, std::size_t i) { return static_cast<unsigned char>(text[i]); }

// The size of the character at the beginning of `text`, or 0.
std::size_t utf8_character_bytes(std::string_view text) {
  const unsigned first = byte_at(text, 0);
  Utf8Range range = kLastUtf8Range;
  for (std::size_t i = kUtf8Ranges.size(); i-- > 0 && first < kUtf8Ranges[i].end;) range = kUtf8Ranges[i];
  if (first >= range.end || range.size > text.size()) return 0;
  if (range.size > 1 && (byte_at(text, 1) < range.low || byte_at(text, 1) > range.high)) return 0;
  for (std::size_t i = 2; i < range.size; ++i) {
    if ((byte_at(text, i) & 0xC0) != 0x80) return 0;
  }
  return range.size;
}

}  // namespace

std::size_t utf8_prefix_bytes(std::string_view text) {
  std::size_t offset = 0;
  while (offset < text.size()) {
    const std::size_t size = utf8_character_bytes(text.substr(offset));
    if (size == 0) break;
    offset += size;
  }
  return offset;
}

}  // namespace tusk::core
