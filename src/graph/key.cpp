#include <tusk/graph/key.h>

#include <algorithm>

#include <fmt/format.h>

namespace tusk {

namespace {

bool is_digit(char c) { return '0' <= c && c <= '9'; }
bool is_hex_digit(char c) { return is_digit(c) || ('a' <= c && c <= 'f'); }

constexpr std::size_t kHashDigits = 32;

bool is_hash(std::string_view word) {
  return word.size() == kHashDigits && std::all_of(word.begin(), word.end(), is_hex_digit);
}

bool is_number_or_hash(std::string_view word) {
  constexpr std::size_t kShortestHash = 8;
  if (word.empty() || std::any_of(word.begin(), word.end(), is_digit)) return true;
  return word.size() >= kShortestHash && std::all_of(word.begin(), word.end(), is_hex_digit);
}

// As Python's repr() does it: in double quotes if that saves an escape.
std::string quoted_name(std::string_view name) {
  const bool has_single = name.find('\'') != name.npos;
  const char quote = has_single && name.find('"') == name.npos ? '"' : '\'';
  std::string text(1, quote);
  for (const char c : name) {
    const auto code = static_cast<unsigned char>(c);
    if (c == quote || c == '\\') (text += '\\') += c;
    else if (c == '\n') text += "\\n";
    else if (c == '\r') text += "\\r";
    else if (c == '\t') text += "\\t";
    else if (code < 0x20 || code == 0x7f) text += fmt::format("\\x{:02x}", code);
    else text += c;
  }
  return text += quote;
}

}  // namespace

std::string Key::print() const { return block.empty() ? name : quoted(); }

std::string Key::quoted() const {
  const std::string quoted = quoted_name(name);
  return block.empty() ? quoted : fmt::format("({}, {})", quoted, fmt::join(block, ", "));
}

std::string_view Key::prefix() const {
  const std::string_view text = name;
  if (is_hash(text)) return "data";
  std::size_t end = text.find('-');
  if (end == 0) return text;
  while (end < text.size()) {
    const std::size_t next = std::min(text.find('-', end + 1), text.size());
    if (is_number_or_hash(text.substr(end + 1, next - end - 1))) break;
    end = next;
  }
  return text.substr(0, end);
}

bool Key::is_derived() const {
  const std::string_view text = name;
  return text.size() > kHashDigits && text[text.size() - kHashDigits - 1] == '-' &&
         is_hash(text.substr(text.size() - kHashDigits));
}

std::string key_name(std::string_view prefix, const Hash128& hash) {
  std::string name(prefix);
  name += '-';
  return name += hash.hex();
}

}  // namespace tusk

std::size_t std::hash<tusk::Key>::operator()(const tusk::Key& key) const noexcept {
  std::size_t hash = std::hash<std::string>()(key.name);
  for (const std::int64_t place : key.block) hash = (hash ^ std::size_t(place)) * 0x9e3779b97f4a7c15 + (hash >> 29);
  return hash;
}
