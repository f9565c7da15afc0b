// A place in a text that is being read.
#pragma once

#include <cctype>
#include <string_view>

namespace tusk::kernels::elementwise {

class TextCursor {
 public:
  explicit TextCursor(std::string_view text) : rest_(text) {}

  std::string_view rest() const { return rest_; }
  bool at_end() const { return rest_.empty(); }
  bool at(char c) const { return rest_.starts_with(c); }
  bool at_digit() const { return !rest_.empty() && unsigned(rest_.front() - '0') < 10; }
  void advance() { rest_.remove_prefix(1); }
  int take_digit() {
    const int digit = rest_.front() - '0';
    advance();
    return digit;
  }
  bool skip(char c) {
    if (!at(c)) return false;
    advance();
    return true;
  }
  // Whether there were any.
  bool skip_blanks() {
    const bool is_blank = at(' ') || at('\t') || at('\n') || at('\r');
    while (at(' ') || at('\t') || at('\n') || at('\r')) advance();
    return is_blank;
  }
  // A word in lower case, written in any case, after which no letter stands.
  bool skip_word(std::string_view word) {
    if (rest_.size() < word.size()) return false;
    for (std::size_t i = 0; i < word.size(); ++i) {
      if (std::tolower(static_cast<unsigned char>(rest_[i])) != word[i]) return false;
    }
    if (rest_.size() > word.size() && std::isalpha(static_cast<unsigned char>(rest_[word.size()]))) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  // Reads at most `most` (9 at most) digits; returns how many there were.
  int digits_up_to(int most, int& number) {
    number = 0;
    int count = 0;
    for (; count < most && at_digit(); ++count) number = number * 10 + take_digit();
    return count;
  }
  bool digits(int least, int most, int& number) { return digits_up_to(most, number) >= least; }

 private:
  std::string_view rest_;
};

}  // namespace tusk::kernels::elementwise
