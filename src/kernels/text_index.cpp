#include "kernels/text_index.h"

#include <cstring>

#include <tusk/core/error.h>

namespace tusk::kernels {

namespace {

__extension__ using Product = unsigned __int128;

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  const auto product = Product(a) * b;
  return std::uint64_t(product) ^ std::uint64_t(product >> 64);
}

std::uint64_t word_at(const char* bytes, std::size_t count) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, count);
  return word;
}

// The product of each word with the hash so far; the length tells apart what zeros at the end would not.
std::uint64_t text_hash(std::string_view text) {
  constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15u;
  auto hash = text.size() * 0xD6E8FEB86659FD93u + 1;
  const char* at = text.data();
  std::size_t left = text.size();
  for (; left >= 8; at += 8, left -= 8) hash = mixed(hash ^ word_at(at, 8), kFactor);
  return mixed(hash ^ (left == 0 ? 0 : word_at(at, left)), kFactor);
}

}  // namespace

std::string_view TextIndex::text(std::uint32_t number) const {
  const auto begin = number == 0 ? 0 : ends_[number - 1];
  return {bytes_.data() + begin, std::size_t(ends_[number] - begin)};
}

std::uint32_t TextIndex::number_of(std::string_view wanted) {
  if (last_ != kNone && text(last_) == wanted) return last_;
  const auto hash = text_hash(wanted);
  auto slot = hash & (slots_.size() - 1);
  for (; slots_[slot].number != kNone; slot = (slot + 1) & (slots_.size() - 1))
    if (slots_[slot].hash == hash && text(slots_[slot].number) == wanted) return last_ = slots_[slot].number;
  last_ = add(wanted);
  slots_[slot] = {hash, last_};
  const auto added = last_;
  if (ends_.size() * 2 > slots_.size()) grow();
  return added;
}

std::uint32_t TextIndex::number_of_none() {
  if (none_ == kNone) none_ = add("");
  return none_;
}

std::uint32_t TextIndex::add(std::string_view added) {
  if (ends_.size() >= kNone) throw ValueError("a table can have at most 4294967295 groups: use fewer keys");
  bytes_ += added;
  ends_.push_back(bytes_.size());
  return std::uint32_t(ends_.size() - 1);
}

void TextIndex::grow() {
  std::vector<Slot> old(slots_.size() * 2, Slot{0, kNone});
  old.swap(slots_);
  for (const auto& entry : old) {
    if (entry.number == kNone) continue;
    auto slot = entry.hash & (slots_.size() - 1);
    while (slots_[slot].number != kNone) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = entry;
  }
}

}  // namespace tusk::kernels
