#include "io/arrays/codecs/shuffle.h"

#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tusk::io {
namespace {

void unshuffle_from(const std::byte* shuffled, std::size_t count, std::size_t item_size, std::size_t first,
                    std::byte* out) {
  for (std::size_t i = first; i < count; ++i)
    for (std::size_t byte = 0; byte < item_size; ++byte) out[i * item_size + byte] = shuffled[byte * count + i];
}

#if defined(__SSE2__)

constexpr std::size_t kLane = sizeof(__m128i);

__m128i load(const std::byte* from) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)); }
void store(std::byte* to, __m128i value) { _mm_storeu_si128(reinterpret_cast<__m128i*>(to), value); }

// Each of these returns how many elements it has done: all but the last few.
std::size_t unshuffle_2(const std::byte* shuffled, std::size_t count, std::byte* out) {
  std::size_t i = 0;
  for (; i + kLane <= count; i += kLane) {
    const auto a = load(shuffled + i), b = load(shuffled + count + i);
    store(out + 2 * i, _mm_unpacklo_epi8(a, b));
    store(out + 2 * i + kLane, _mm_unpackhi_epi8(a, b));
  }
  return i;
}

std::size_t unshuffle_4(const std::byte* shuffled, std::size_t count, std::byte* out) {
  std::size_t i = 0;
  for (; i + kLane <= count; i += kLane) {
    const auto a = load(shuffled + i), b = load(shuffled + count + i);
    const auto c = load(shuffled + 2 * count + i), d = load(shuffled + 3 * count + i);
    const auto ab_low = _mm_unpacklo_epi8(a, b), ab_high = _mm_unpackhi_epi8(a, b);
    const auto cd_low = _mm_unpacklo_epi8(c, d), cd_high = _mm_unpackhi_epi8(c, d);
    store(out + 4 * i, _mm_unpacklo_epi16(ab_low, cd_low));
    store(out + 4 * i + kLane, _mm_unpackhi_epi16(ab_low, cd_low));
    store(out + 4 * i + 2 * kLane, _mm_unpacklo_epi16(ab_high, cd_high));
    store(out + 4 * i + 3 * kLane, _mm_unpackhi_epi16(ab_high, cd_high));
  }
  return i;
}

std::size_t unshuffle_8(const std::byte* shuffled, std::size_t count, std::byte* out) {
  std::size_t i = 0;
  for (; i + kLane <= count; i += kLane) {
    __m128i pairs[8], quads[8];
    for (std::size_t k = 0; k < 4; ++k) {
      const auto a = load(shuffled + 2 * k * count + i), b = load(shuffled + (2 * k + 1) * count + i);
      pairs[2 * k] = _mm_unpacklo_epi8(a, b), pairs[2 * k + 1] = _mm_unpackhi_epi8(a, b);
    }
    for (std::size_t half = 0; half < 2; ++half) {
      for (std::size_t k = 0; k < 2; ++k) {
        const auto ab = pairs[4 * k + half], cd = pairs[4 * k + 2 + half];
        quads[4 * half + 2 * k] = _mm_unpacklo_epi16(ab, cd), quads[4 * half + 2 * k + 1] = _mm_unpackhi_epi16(ab, cd);
      }
      auto* const to = out + 8 * i + half * 4 * kLane;
      const auto* q = quads + 4 * half;
      store(to, _mm_unpacklo_epi32(q[0], q[2]));
      store(to + kLane, _mm_unpackhi_epi32(q[0], q[2]));
      store(to + 2 * kLane, _mm_unpacklo_epi32(q[1], q[3]));
      store(to + 3 * kLane, _mm_unpackhi_epi32(q[1], q[3]));
    }
  }
  return i;
}

std::size_t unshuffle_lanes(const std::byte* shuffled, std::size_t count, std::size_t item_size, std::byte* out) {
  switch (item_size) {
    case 2: return unshuffle_2(shuffled, count, out);
    case 4: return unshuffle_4(shuffled, count, out);
    case 8: return unshuffle_8(shuffled, count, out);
    default: return 0;
  }
}

#else

std::size_t unshuffle_lanes(const std::byte*, std::size_t, std::size_t, std::byte*) { return 0; }

#endif

}  // namespace

void unshuffle(const std::byte* shuffled, std::size_t size, std::size_t item_size, std::byte* out) {
  const std::size_t count = size / item_size;
  unshuffle_from(shuffled, count, item_size, unshuffle_lanes(shuffled, count, item_size, out), out);
  std::memcpy(out + count * item_size, shuffled + count * item_size, size - count * item_size);
}

void shuffle(const std::byte* items, std::size_t size, std::size_t item_size, std::byte* out) {
  const std::size_t count = size / item_size;
  for (std::size_t byte = 0; byte < item_size; ++byte)
    for (std::size_t i = 0; i < count; ++i) out[byte * count + i] = items[i * item_size + byte];
  std::memcpy(out + count * item_size, items + count * item_size, size - count * item_size);
}

}  // namespace tusk::io
