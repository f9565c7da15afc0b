#include "io/arrays/npy/npy_header.h"

#include <charconv>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tusk/core/error.h>

namespace tusk::io {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

// A Python literal: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }.
class HeaderText {
 public:
  explicit HeaderText(std::string_view text) : text_(text) {}

  NpyHeader parse() {
    NpyHeader header;
    expect('{');
    std::set<std::string, std::less<>> seen;
    while (!take('}')) {
      const auto key = quoted();
      if (!seen.insert(key).second) refuse(fmt::format("key '{}' is there twice", key));
      expect(':');
      if (key == "descr") header.type = type();
      else if (key == "fortran_order") header.is_fortran_order = truth();
      else if (key == "shape") header.shape = shape();
      else refuse(fmt::format("there is no key '{}'", key));
      if (!take(',') && peek() != '}') refuse("entries have commas between them");
    }
    if (seen.size() != 3) refuse("it has the keys descr, fortran_order and shape");
    skip_blanks();
    if (place_ != text_.size()) refuse("nothing follows its end");
    return header;
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw ValueError(fmt::format("the header of an npy file is a dictionary: {} (at byte {} of it)", why, place_));
  }
  void skip_blanks() {
    while (place_ < text_.size() && std::string_view(" \t\r\n").find(text_[place_]) != std::string_view::npos) ++place_;
  }
  char peek() {
    skip_blanks();
    return place_ < text_.size() ? text_[place_] : '\0';
  }
  bool take(char wanted) {
    if (peek() != wanted) return false;
    ++place_;
    return true;
  }
  void expect(char wanted) {
    if (!take(wanted)) refuse(fmt::format("'{}' is missing", wanted));
  }
  std::string quoted() {
    const char quote = peek();
    if (quote != '\'' && quote != '"') refuse("a text is missing");
    const auto end = text_.find(quote, ++place_);
    if (end == std::string_view::npos) refuse("a text has no end");
    std::string text(text_.substr(place_, end - place_));
    place_ = end + 1;
    return text;
  }
  std::string type() {
    if (peek() == '[') throw TypeError("arrays of structures are not read");
    return quoted();
  }
  bool truth() {
    skip_blanks();
    for (const auto& [word, value] : {std::pair{std::string_view("True"), true}, {"False", false}}) {
      if (!text_.substr(place_).starts_with(word)) continue;
      place_ += word.size();
      return value;
    }
    refuse("fortran_order is True or False");
  }
  Shape shape() {
    Shape lengths;
    expect('(');
    while (!take(')')) {
      lengths.push_back(length());
      if (!take(',') && peek() != ')') refuse("lengths have commas between them");
      if (lengths.size() > NdArray::kMostAxes) refuse("there are more than 64 axes");
    }
    return lengths;
  }
  std::int64_t length() {
    skip_blanks();
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text_.data() + place_, text_.data() + text_.size(), number);
    if (error != std::errc() || number < 0) refuse("a length is a whole number, not negative and below 2^63");
    place_ = std::size_t(end - text_.data());
    take('L');  // as Python 2 wrote it
    return number;
  }

  std::string_view text_;
  std::size_t place_ = 0;
};

}  // namespace

bool is_npy(std::string_view beginning) { return beginning.starts_with(kMagic); }

NpyHeader parse_npy_header(std::string_view beginning) {
  if (!is_npy(beginning) || beginning.size() < 10)
    throw ValueError("an npy file begins with its magic bytes, a version and a length: this one does not");
  const int version = static_cast<unsigned char>(beginning[6]);
  if (version < 1 || version > 3)
    throw ValueError(fmt::format("npy files of versions 1 to 3 are read: got version {}", version));
  const std::size_t length_bytes = version == 1 ? 2 : 4;
  const std::size_t begin = 8 + length_bytes;
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < length_bytes && 8 + i < beginning.size(); ++i)
    length |= std::uint64_t(static_cast<unsigned char>(beginning[8 + i])) << (8 * i);
  if (beginning.size() < begin || length > beginning.size() - begin) {
    throw ValueError(fmt::format("the header of an npy file lies in the file, and within {} bytes: it has {} bytes",
                                 kMostNpyHeaderBytes, length));
  }
  auto header = HeaderText(beginning.substr(begin, length)).parse();
  header.data_offset = begin + length;
  return header;
}

std::string npy_header(const std::string& type, const Shape& shape) {
  std::string text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}{}), }}", type,
                                 fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
  constexpr std::size_t kAlignment = 64;
  constexpr std::size_t kBefore = 10;
  text.resize((kBefore + text.size() + kAlignment) / kAlignment * kAlignment - kBefore - 1, ' ');
  text += '\n';
  std::string header(kMagic);
  header += {'\x01', '\x00', char(text.size() & 0xFF), char(text.size() >> 8)};
  return header + text;
}

}  // namespace tusk::io
