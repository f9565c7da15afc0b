// Philox4x32-10, a counter-based generator of random numbers: any number is made from a key and a counter alone, so
// rows get the same numbers in whatever order, partition or thread they are made. J. K. Salmon, M. A. Moraes, R. O.
// Dror, D. E. Shaw: Parallel Random Numbers: As Easy as 1, 2, 3 (SC 2011).
#pragma once

#include <array>
#include <cstdint>

namespace tusk::kernels {

using PhiloxBlock = std::array<std::uint32_t, 4>;

constexpr PhiloxBlock philox(PhiloxBlock counter, std::uint64_t key) {
  constexpr std::uint64_t kFirst = 0xD2511F53, kSecond = 0xCD9E8D57;
  auto low_key = std::uint32_t(key), high_key = std::uint32_t(key >> 32);
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t first = kFirst * counter[0], second = kSecond * counter[2];
    counter = {std::uint32_t(second >> 32) ^ counter[1] ^ low_key, std::uint32_t(second),
               std::uint32_t(first >> 32) ^ counter[3] ^ high_key, std::uint32_t(first)};
    low_key += 0x9E3779B9;
    high_key += 0xBB67AE85;
  }
  return counter;
}

// From 0 to below 1, of 53 bits.
constexpr double uniform(std::uint32_t high, std::uint32_t low) {
  return double((std::uint64_t(high) << 32 | low) >> 11) * 0x1p-53;
}

}  // namespace tusk::kernels
