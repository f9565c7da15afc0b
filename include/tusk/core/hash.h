// A 128-bit structural hash: the same bytes give the same hash in every process and on every machine.
//
// Names of expressions and keys of tasks come from it, so equal work has an equal name. It is XXH3's 128-bit variant
// over a canonical little-endian form. Not for secrets: it does not resist someone who looks for collisions.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace tusk {

struct Hash128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend auto operator<=>(const Hash128&, const Hash128&) = default;

  // 32 lower-case hexadecimal digits, most significant first.
  std::string hex() const;
};

// The hash of `size` bytes at `data`.
Hash128 hash_bytes(const void* data, std::size_t size);

// The hash of two hashes in order: (a, b) and (b, a) differ.
Hash128 combine(const Hash128& first, const Hash128& second);

// A hash that no other call in any process returns (128 random bits): for what cannot be hashed by its structure.
Hash128 unique_hash();

}  // namespace tusk

template <>
struct std::hash<tusk::Hash128> {
  std::size_t operator()(const tusk::Hash128& hash) const noexcept { return hash.low; }
};
