#include <tusk/core/codec.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

namespace tusk::codec {

std::string number_name(char kind, std::size_t size_bytes) {
  const char* word = kind == 'f' ? "float" : kind == 'i' ? "int" : kind == 'u' ? "uint" : "complex";
  return word + std::to_string(8 * size_bytes);
}

void print_number(std::string& text, double value) {
  if (std::isnan(value)) text += "nan";  // whatever its sign bit
  else fmt::format_to(std::back_inserter(text), "{}", value);
}
void print_number(std::string& text, float value) {
  if (std::isnan(value)) text += "nan";
  else fmt::format_to(std::back_inserter(text), "{}", value);
}
void print_number(std::string& text, std::int64_t value) { fmt::format_to(std::back_inserter(text), "{}", value); }
void print_number(std::string& text, std::uint64_t value) { fmt::format_to(std::back_inserter(text), "{}", value); }

namespace {

// Bytes of the UTF-8 character that `text` begins with; 0 if it begins with none (RFC 3629).
std::size_t character_bytes(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? std::uint8_t(text[i]) : std::uint8_t(0); };
  const std::uint8_t first = byte(0), second = byte(1);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  const std::size_t size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool is_overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool is_no_character = (first == 0xED && second >= 0xA0) || (first == 0xF4 && second >= 0x90);
  return is_overlong || is_no_character ? 0 : size;
}

void print_character(std::string& text, std::string_view character) {
  const char c = character[0];
  if (character.size() > 1) text += character;
  else if (c == '\n') text += "\\n";
  else if (c == '\t') text += "\\t";
  else if (c == '\'' || c == '\\') (text += '\\') += c;
  else if (std::uint8_t(c) < 0x20 || std::uint8_t(c) >= 0x7F)
    fmt::format_to(std::back_inserter(text), "\\x{:02x}", std::uint8_t(c));
  else text += c;
}

}  // namespace

void print_quoted(std::string& text, std::string_view value) {
  constexpr std::size_t kMostBytes = 64;
  std::string_view rest = value;
  text += '\'';
  while (!rest.empty() && value.size() - rest.size() < kMostBytes) {
    const std::size_t size = std::max<std::size_t>(character_bytes(rest), 1);
    print_character(text, rest.substr(0, size));
    rest.remove_prefix(size);
  }
  if (!rest.empty()) text += "...";
  text += '\'';
}

}  // namespace tusk::codec
