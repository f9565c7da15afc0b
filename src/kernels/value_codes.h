// Value codes: gives each different value a number, 0, 1, 2 ... in the order of first appearance.
//
// Hash tables with open addressing and linear probing; a code never changes. Not for several threads at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace tusk::kernels {

// Of words of up to 64 bits.
class WordCodes {
 public:
  WordCodes();
  // The word's code, which is the former size() when the word is new.
  std::int64_t code(std::uint64_t word) {
    std::size_t slot = (word * kMultiplier) >> shift_;
    for (;; slot = (slot + 1) & mask_) {
      const std::int64_t found = slots_[slot].code;
      if (found < 0) return insert(word, slot);
      if (slots_[slot].word == word) return found;
    }
  }
  // The code of a word that was given one, else -1.
  std::int64_t find(std::uint64_t word) const {
    std::size_t slot = (word * kMultiplier) >> shift_;
    while (slots_[slot].code >= 0 && slots_[slot].word != word) slot = (slot + 1) & mask_;
    return slots_[slot].code;
  }
  std::int64_t size() const { return std::int64_t(words_.size()); }
  const std::vector<std::uint64_t>& words() const { return words_; }

 private:
  static constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15;  // 2^64 / golden ratio
  struct Slot {
    std::uint64_t word;
    std::int64_t code = -1;
  };
  std::int64_t insert(std::uint64_t word, std::size_t slot);
  void grow();

  std::vector<Slot> slots_;
  std::size_t mask_;
  int shift_;
  std::vector<std::uint64_t> words_;
};

// Of texts, which are copied when they are new.
class TextCodes {
 public:
  TextCodes();
  std::int64_t code(std::string_view text);
  std::int64_t size() const { return std::int64_t(texts_.size()); }
  // Valid as long as the object lives.
  const std::vector<std::string_view>& texts() const { return texts_; }

 private:
  struct Slot {
    std::uint64_t hash;
    std::int64_t code = -1;
  };
  std::int64_t insert(std::string_view text, std::uint64_t hash, std::size_t slot);
  std::string_view copied(std::string_view text);
  void grow();

  std::vector<Slot> slots_;
  std::size_t mask_;
  std::vector<std::string_view> texts_;
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t block_left_ = 0;
  char* block_end_ = nullptr;
};

}  // namespace tusk::kernels
