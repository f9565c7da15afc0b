// WordIndex: numbers distinct 64-bit words 0, 1, 2, … in the order in which they are first seen.
#pragma once

#include <cstdint>
#include <vector>

namespace tusk::kernels {

class WordIndex {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t(0);
  // Words of a range up to this are looked up in a table, others in a hash table.
  static constexpr std::uint64_t kLargestTable = std::uint64_t(1) << 20;

  // Prepares for words between these two, taken as signed numbers: with them the table can grow once a batch.
  void expect(std::int64_t least, std::int64_t most);
  bool is_table() const { return !is_hashed_; }

  // The number of a word; of a new one, the next number. In a table only words that were expected.
  std::uint32_t in_table(std::int64_t word) {
    auto& number = table_.data()[std::uint64_t(word) - std::uint64_t(table_least_)];
    if (number == kNone) [[unlikely]]
      number = add();
    return number;
  }
  std::uint32_t in_hash(std::int64_t word) {
    const auto* slots = slots_.data();
    auto slot = first_slot(word);
    while (slots[slot].number != kNone) {
      if (slots[slot].word == word) return slots[slot].number;
      slot = (slot + 1) & mask_;
    }
    return insert(slot, word);
  }
  std::uint32_t number_of(std::int64_t word) { return is_hashed_ ? in_hash(word) : in_table(word); }
  // A number for what is no word (a missing key); the same each time.
  std::uint32_t number_of_none() {
    if (none_ == kNone) none_ = add();
    return none_;
  }
  std::uint32_t count() const { return count_; }

 private:
  struct Slot {
    std::int64_t word;
    std::uint32_t number;
  };

  std::size_t first_slot(std::int64_t word) const {
    return std::size_t((std::uint64_t(word) * 0x9E3779B97F4A7C15u) >> shift_);
  }
  std::uint32_t add();
  std::uint32_t insert(std::size_t slot, std::int64_t word);
  void become_hash();
  void resize_hash(int bits);

  std::vector<std::uint32_t> table_;
  std::int64_t table_least_ = 0;
  bool is_hashed_ = false;
  std::vector<Slot> slots_;
  std::size_t mask_ = 0;
  int shift_ = 0;
  std::uint32_t hashed_count_ = 0;
  std::uint32_t none_ = kNone;
  std::uint32_t count_ = 0;
};

}  // namespace tusk::kernels
