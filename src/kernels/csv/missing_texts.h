// MissingTexts: the texts of a CSV file that stand for "missing": "", "NA", "nan" …
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tusk::kernels {

// Most texts are told by their first byte and their length not to be missing. Immutable once it is shared.
class MissingTexts {
 public:
  explicit MissingTexts(const std::vector<std::string>& texts);

  bool contains(std::string_view text) const { return may_contain(text.data(), text.size()) && is_listed(text); }
  // Whether a text that begins at `text`, where a byte can be read even if `size` is 0, might be one.
  bool may_contain(const char* text, std::size_t size) const {
    return lengths_[std::uint8_t(*text)] >> (size % 64) & 1;
  }
  // Makes may_contain() true for all texts that begin with `byte`.
  void suspect(char byte) { lengths_[std::uint8_t(byte)] = ~std::uint64_t(0); }
  void suspect_all() { lengths_.fill(~std::uint64_t(0)); }

 private:
  bool is_listed(std::string_view text) const;

  std::array<std::uint64_t, 256> lengths_ =
      {};                           // by first byte: the set of lengths, modulo 64; the empty text is in all
  std::vector<std::string> texts_;  // sorted
};

}  // namespace tusk::kernels
