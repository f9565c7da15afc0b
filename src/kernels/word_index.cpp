#include "kernels/word_index.h"

#include <algorithm>
#include <bit>

#include <tusk/core/error.h>

namespace tusk::kernels {

void WordIndex::expect(std::int64_t least, std::int64_t most) {
  if (is_hashed_) return;
  if (!table_.empty()) {
    least = std::min(least, table_least_);
    most = std::max(most, std::int64_t(std::uint64_t(table_least_) + (table_.size() - 1)));
  }
  const auto range = std::uint64_t(most) - std::uint64_t(least);
  if (range >= kLargestTable) return become_hash();
  if (range + 1 <= table_.size()) return;
  std::vector<std::uint32_t> grown(range + 1, kNone);
  std::copy(table_.begin(), table_.end(),
            grown.begin() + std::ptrdiff_t(std::uint64_t(table_least_) - std::uint64_t(least)));
  table_ = std::move(grown);
  table_least_ = least;
}

std::uint32_t WordIndex::add() {
  if (count_ == kNone) throw ValueError("a table can have at most 4294967295 groups: use fewer keys, or round them");
  return count_++;
}

std::uint32_t WordIndex::insert(std::size_t slot, std::int64_t word) {
  const auto number = add();
  slots_[slot] = {word, number};
  if (std::size_t(++hashed_count_) * 2 > slots_.size()) resize_hash(std::bit_width(slots_.size()));
  return number;
}

void WordIndex::become_hash() {
  is_hashed_ = true;
  const auto used = std::size_t(count_) + 1;
  resize_hash(std::max(10, int(std::bit_width(used * 2))));
  for (std::size_t i = 0; i < table_.size(); ++i) {
    if (table_[i] == kNone) continue;
    const auto word = std::int64_t(std::uint64_t(table_least_) + i);
    auto slot = first_slot(word);
    while (slots_[slot].number != kNone) slot = (slot + 1) & mask_;
    slots_[slot] = {word, table_[i]};
    ++hashed_count_;
  }
  table_ = {};
}

void WordIndex::resize_hash(int bits) {
  std::vector<Slot> old(std::size_t(1) << bits, Slot{0, kNone});
  old.swap(slots_);
  mask_ = slots_.size() - 1;
  shift_ = 64 - bits;
  for (const auto& entry : old) {
    if (entry.number == kNone) continue;
    auto slot = first_slot(entry.word);
    while (slots_[slot].number != kNone) slot = (slot + 1) & mask_;
    slots_[slot] = entry;
  }
}

}  // namespace tusk::kernels
