#include <tusk/core/hash.h>

#include <array>
#include <atomic>
#include <random>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace tusk {

namespace {

// Drawn anew in a forked child too, since the counter alone would repeat there.
std::uint64_t random_word() {
  thread_local std::random_device device;
  return (std::uint64_t(device()) << 32) | device();
}

}  // namespace

std::string Hash128::hex() const {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text(32, '0');
  for (int i = 0; i < 16; ++i) {
    text[i] = kDigits[(high >> (60 - 4 * i)) & 15];
    text[16 + i] = kDigits[(low >> (60 - 4 * i)) & 15];
  }
  return text;
}

Hash128 hash_bytes(const void* data, std::size_t size) {
  const XXH128_hash_t hash = XXH3_128bits(data, size);
  return {hash.high64, hash.low64};
}

Hash128 combine(const Hash128& first, const Hash128& second) {
  const std::array<std::uint64_t, 4> words = {first.high, first.low, second.high, second.low};
  return hash_bytes(words.data(), sizeof(words));
}

Hash128 unique_hash() { return {random_word(), random_word()}; }

}  // namespace tusk
