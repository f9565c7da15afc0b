#include "kernels/value_codes.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace tusk::kernels {
namespace {

constexpr std::size_t kFirstSlots = 1024;
constexpr std::size_t kTextBlockBytes = std::size_t{1} << 16;

std::uint64_t loaded(const char* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

std::uint64_t stirred(std::uint64_t a, std::uint64_t b) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return std::uint64_t(product) ^ std::uint64_t(product >> 64);
}

// Up to 8 bytes as one word. Bytes that overlap are read twice.
std::uint64_t short_word(std::string_view text) {
  const char* const bytes = text.data();
  const std::size_t size = text.size();
  if (size >= 4) {
    std::uint32_t head, tail;
    std::memcpy(&head, bytes, 4);
    std::memcpy(&tail, bytes + size - 4, 4);
    return head | std::uint64_t(tail) << 32;
  }
  if (size == 0) return 0;
  return std::uint64_t(std::uint8_t(bytes[0])) << 16 | std::uint64_t(std::uint8_t(bytes[size / 2])) << 8 |
         std::uint8_t(bytes[size - 1]);
}

// Multiply and fold, 8 bytes at a time; the last 8 may overlap the ones before. The constants are random odd words.
std::uint64_t hash_of_text(std::string_view text) {
  constexpr std::uint64_t kFirst = 0xA0761D6478BD642F;
  constexpr std::uint64_t kSecond = 0xE7037ED1A0B428DB;
  if (text.size() <= 8) return stirred(short_word(text) ^ kFirst, kSecond ^ text.size());
  std::uint64_t hash = kFirst ^ text.size();
  std::size_t i = 0;
  for (; i + 8 < text.size(); i += 8) hash = stirred(loaded(text.data() + i) ^ hash, kSecond);
  return stirred(loaded(text.data() + text.size() - 8) ^ hash, kSecond);
}

}  // namespace

WordCodes::WordCodes() : slots_(kFirstSlots), mask_(kFirstSlots - 1), shift_(64 - std::bit_width(mask_)) {}

std::int64_t WordCodes::insert(std::uint64_t word, std::size_t slot) {
  const std::int64_t code = size();
  slots_[slot] = {word, code};
  words_.push_back(word);
  if (words_.size() * 2 > slots_.size()) grow();
  return code;
}

void WordCodes::grow() {
  slots_.assign(slots_.size() * 4, Slot{});
  mask_ = slots_.size() - 1;
  shift_ = 64 - std::bit_width(mask_);
  for (std::size_t code = 0; code < words_.size(); ++code) {
    std::size_t slot = (words_[code] * kMultiplier) >> shift_;
    while (slots_[slot].code >= 0) slot = (slot + 1) & mask_;
    slots_[slot] = {words_[code], std::int64_t(code)};
  }
}

TextCodes::TextCodes() : slots_(kFirstSlots), mask_(kFirstSlots - 1) {}

std::int64_t TextCodes::code(std::string_view text) {
  const std::uint64_t hash = hash_of_text(text);
  for (std::size_t slot = hash & mask_;; slot = (slot + 1) & mask_) {
    const Slot& found = slots_[slot];
    if (found.code < 0) return insert(text, hash, slot);
    if (found.hash == hash && texts_[std::size_t(found.code)] == text) return found.code;
  }
}

std::int64_t TextCodes::insert(std::string_view text, std::uint64_t hash, std::size_t slot) {
  const std::int64_t code = size();
  slots_[slot] = {hash, code};
  texts_.push_back(copied(text));
  if (texts_.size() * 2 > slots_.size()) grow();
  return code;
}

std::string_view TextCodes::copied(std::string_view text) {
  if (text.empty()) return {};
  if (text.size() > block_left_) {
    block_left_ = std::max(text.size(), kTextBlockBytes);
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(block_left_));
    block_end_ = blocks_.back().get();
  }
  std::memcpy(block_end_, text.data(), text.size());
  const std::string_view copy(block_end_, text.size());
  block_end_ += text.size(), block_left_ -= text.size();
  return copy;
}

void TextCodes::grow() {
  std::vector<Slot> former(slots_.size() * 4);
  former.swap(slots_);
  mask_ = slots_.size() - 1;
  for (const Slot& moved : former) {
    if (moved.code < 0) continue;
    std::size_t slot = moved.hash & mask_;
    while (slots_[slot].code >= 0) slot = (slot + 1) & mask_;
    slots_[slot] = moved;
  }
}

}  // namespace tusk::kernels
