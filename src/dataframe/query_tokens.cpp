#include "dataframe/query_tokens.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "core/utf8.h"
#include "dataframe/query_parser.h"

namespace tusk::dataframe {

namespace {

constexpr std::array<std::string_view, 6> kLongSigns = {"==", "!=", "<=", ">=", "//", "**"};
constexpr std::string_view kSigns = "+-*/%<>&|~()[],=";
constexpr std::size_t kShownBytes = 100;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }

std::size_t characters(std::string_view text) {
  return std::size_t(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

void append_utf8(std::string& text, std::uint32_t code_point) {
  const auto append = [&](std::uint32_t byte) { text += char(static_cast<unsigned char>(byte)); };
  if (code_point < 0x80) return append(code_point);
  const int more = code_point < 0x800 ? 1 : code_point < 0x10000 ? 2 : 3;
  constexpr std::uint32_t kLeads[] = {0xC0, 0xE0, 0xF0};
  append(kLeads[more - 1] | code_point >> (6 * more));
  for (int i = more - 1; i >= 0; --i) append(0x80 | (code_point >> (6 * i) & 0x3F));
}

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view text) : text_(text) {}

  std::vector<QueryToken> tokens() {
    if (core::utf8_prefix_bytes(text_) != text_.size())
      throw ValueError("a query is UTF-8 text: this one has other bytes");
    while (skip_blanks()) {
      counted_ += characters(text_.substr(counted_to_, place_ - counted_to_));
      counted_to_ = place_;
      add_token();
    }
    counted_ += characters(text_.substr(counted_to_));
    tokens_.push_back({TokenKind::End, "the end", {}, counted_ + 1});
    return std::move(tokens_);
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const { refuse_query(text_, counted_ + 1, why); }

  // Whether there is more.
  bool skip_blanks() {
    constexpr std::string_view kBlanks = " \t\r\f\v";
    while (place_ < text_.size()) {
      const bool is_joined_line = text_[place_] == '\n' && open_brackets_ > 0;
      if (!is_joined_line && kBlanks.find(text_[place_]) == kBlanks.npos) return true;
      ++place_;
    }
    return false;
  }

  char at(std::size_t offset) const { return place_ + offset < text_.size() ? text_[place_ + offset] : '\0'; }

  void add(TokenKind kind, std::string text, Value literal = {}) {
    tokens_.push_back({kind, std::move(text), std::move(literal), counted_ + 1});
  }

  void add_token() {
    const char c = at(0);
    if (is_digit(c) || (c == '.' && is_digit(at(1)))) return add_number();
    if (c == '"' || c == '\'') return add_text(c);
    if (c == '`') return add_quoted_name();
    if (is_name_start(c)) return add_word(taken_name());
    if (c == '@' && is_name_start(at(1))) {
      ++place_;
      return add(TokenKind::Variable, taken_name());
    }
    if (c == '\n') {
      ++place_;
      return add(TokenKind::LineEnd, "a line's end");
    }
    add_sign();
  }

  void add_sign() {
    std::size_t size = 1;
    if (std::ranges::find(kLongSigns, text_.substr(place_, 2)) != kLongSigns.end()) size = 2;
    else if (kSigns.find(at(0)) == kSigns.npos) refuse(fmt::format("'{}' has no meaning in a query", sign_text()));
    const std::string_view sign = text_.substr(place_, size);
    if (sign == "(" || sign == "[") ++open_brackets_;
    if (sign == ")" || sign == "]") --open_brackets_;
    place_ += size;
    add(TokenKind::Sign, std::string(sign));
  }

  std::string sign_text() const {
    const auto c = static_cast<unsigned char>(at(0));
    return c < 0x20 || c == 0x7F ? fmt::format("\\x{:02x}", c) : std::string(1, at(0));
  }

  std::string taken_name() {
    const std::size_t begin = place_;
    while (place_ < text_.size() && is_name_part(text_[place_])) ++place_;
    return std::string(text_.substr(begin, place_ - begin));
  }

  void add_word(std::string name) {
    if (name == "True" || name == "False") return add(TokenKind::Literal, name, Value::of(name == "True"));
    if (name == "None") return add(TokenKind::Literal, name);
    const bool is_word = name == "and" || name == "or" || name == "not" || name == "in";
    add(is_word ? TokenKind::Word : TokenKind::Name, std::move(name));
  }

  void add_quoted_name() {
    const std::size_t end = text_.find('`', place_ + 1);
    if (end == text_.npos) refuse("a quoted name has no closing `");
    if (end == place_ + 1) refuse("a quoted name is empty");
    const std::string name(text_.substr(place_ + 1, end - place_ - 1));
    place_ = end + 1;
    add(TokenKind::QuotedName, name);
  }

  void add_number() {
    std::string digits;
    bool is_float = false;
    while (place_ < text_.size()) {
      const char c = text_[place_];
      const bool is_exponent = c == 'e' || c == 'E';
      const bool is_sign = (c == '+' || c == '-') && !digits.empty() && (digits.back() == 'e' || digits.back() == 'E');
      if (!is_digit(c) && c != '.' && c != '_' && !is_exponent && !is_sign) break;
      is_float = is_float || c == '.' || is_exponent;
      if (c != '_') digits += c;
      ++place_;
    }
    const auto number = is_float ? number_of<double>(digits) : number_of<std::int64_t>(digits);
    if (!number || is_name_start(at(0))) refuse(fmt::format("'{}' does not begin a number that can be read", digits));
    add(TokenKind::Literal, digits, *number);
  }

  template <class T>
  static std::optional<Value> number_of(const std::string& digits) {
    T number{};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return Value::of(number);
  }

  void add_text(char quote) {
    std::string text;
    std::size_t end = place_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
      if (text_[end] == '\\') append_escaped(text, end);
      else text += text_[end++];
    }
    if (end >= text_.size() || text_[end] != quote) refuse(fmt::format("a text has no closing {}", quote));
    place_ = end + 1;
    add(TokenKind::Literal, "a text", Value::of(text));
  }

  // What the escape at `place` stands for; one that has no meaning is itself, as in Python.
  void append_escaped(std::string& text, std::size_t& place) {
    static constexpr std::pair<char, char> kPlain[] = {{'n', '\n'}, {'t', '\t'},  {'r', '\r'}, {'\\', '\\'},
                                                       {'"', '"'},  {'\'', '\''}, {'0', '\0'}};
    const char c = place + 1 < text_.size() ? text_[place + 1] : '\0';
    for (const auto& [written, meant] : kPlain) {
      if (c != written) continue;
      text += meant;
      place += 2;
      return;
    }
    const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (digits == 0) {
      text += text_[place++];
      return;
    }
    const std::string_view written = text_.substr(place + 2, digits);
    std::uint32_t code_point = 0;
    const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), code_point, 16);
    const bool is_whole = error == std::errc() && written.size() == digits && end == written.data() + digits;
    if (!is_whole || code_point > 0x10FFFF || (code_point >= 0xD800 && code_point < 0xE000))
      refuse(fmt::format("\\{} takes {} hexadecimal digits of a character", c, digits));
    append_utf8(text, code_point);
    place += 2 + digits;
  }

  std::string_view text_;
  std::size_t place_ = 0;
  std::size_t counted_ = 0, counted_to_ = 0;  // characters before the token, and the bytes that they are
  std::int64_t open_brackets_ = 0;
  std::vector<QueryToken> tokens_;
};

}  // namespace

std::vector<QueryToken> query_tokens(std::string_view text) { return Tokenizer(text).tokens(); }

std::string query_place(std::string_view text, std::size_t character) {
  std::string_view shown = text.substr(0, kShownBytes);
  shown = shown.substr(0, core::utf8_prefix_bytes(shown));
  return fmt::format(", at character {} of '{}{}'", character, shown, shown.size() < text.size() ? "…" : "");
}

void refuse_query(std::string_view text, std::size_t character, const std::string& why) {
  throw ValueError(why + query_place(text, character));
}

}  // namespace tusk::dataframe
