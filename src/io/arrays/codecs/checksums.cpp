#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "io/arrays/codecs/codecs.h"

namespace tusk::io {
namespace {

constexpr std::size_t kChecksumBytes = 4;

// Tables for eight bytes at a time.
using CrcTables = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr CrcTables crc32c_tables() {
  constexpr std::uint32_t kPolynomial = 0x82F63B78;
  CrcTables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? crc >> 1 ^ kPolynomial : crc >> 1;
    tables[0][byte] = crc;
  }
  for (std::size_t byte = 0; byte < 256; ++byte)
    for (std::size_t k = 1; k < 8; ++k)
      tables[k][byte] = tables[k - 1][byte] >> 8 ^ tables[0][tables[k - 1][byte] & 0xFF];
  return tables;
}

std::uint32_t crc32c(ConstBytes bytes) {
  static constexpr auto kTables = crc32c_tables();
  std::uint32_t crc = ~std::uint32_t(0);
  std::size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + i, sizeof word);
    word ^= crc;
    crc = 0;
    for (std::size_t k = 0; k < 8; ++k) crc ^= kTables[7 - k][word >> (8 * k) & 0xFF];
  }
  for (; i < bytes.size(); ++i) crc = crc >> 8 ^ kTables[0][(crc ^ std::to_integer<std::uint32_t>(bytes[i])) & 0xFF];
  return ~crc;
}

// Of words of two bytes, the high one first, as HDF5 sums them up.
std::uint32_t fletcher32(ConstBytes bytes) {
  constexpr std::size_t kMostWords = 360;  // that fit before the sums overflow
  std::uint32_t sum = 0, sums = 0;
  const auto byte = [&](std::size_t i) { return std::to_integer<std::uint32_t>(bytes[i]); };
  const auto fold = [](std::uint32_t value) { return (value & 0xFFFF) + (value >> 16); };
  std::size_t i = 0;
  for (std::size_t words = bytes.size() / 2; words > 0;) {
    const auto now = std::min(words, kMostWords);
    words -= now;
    for (const auto end = i + 2 * now; i < end; i += 2) sum += byte(i) << 8 | byte(i + 1), sums += sum;
    sum = fold(sum), sums = fold(sums);
  }
  if (i < bytes.size()) {
    sum += byte(i) << 8, sums += sum;
    sum = fold(sum), sums = fold(sums);
  }
  return fold(sums) << 16 | fold(sum);
}

// The bytes before a checksum, which must be that of `sum`.
ConstBytes verified(std::string_view name, std::uint32_t (*sum)(ConstBytes), ConstBytes encoded) {
  if (encoded.size() < kChecksumBytes)
    throw ValueError(fmt::format("a checksum {} has four bytes: there are {}", name, encoded.size()));
  const auto bytes = encoded.first(encoded.size() - kChecksumBytes);
  std::uint32_t stored;
  std::memcpy(&stored, bytes.data() + bytes.size(), sizeof stored);
  const auto actual = sum(bytes);
  if (stored != actual)
    throw ValueError(fmt::format("its checksum {} is {:08x}, that of its bytes {:08x}: they have been changed", name,
                                 stored, actual));
  return bytes;
}

void append_with_sum(std::uint32_t (*sum)(ConstBytes), ConstBytes decoded, std::vector<std::byte>& out) {
  const auto value = sum(decoded);
  const auto* bytes = reinterpret_cast<const std::byte*>(&value);
  out.insert(out.end(), decoded.begin(), decoded.end());
  out.insert(out.end(), bytes, bytes + sizeof value);
}

struct Crc32cCodec final : DeclaredAs<Crc32cCodec, ChunkCodec> {
  static constexpr std::string_view kName = "crc32c";
  static constexpr auto fields() { return std::tuple{}; }

  std::optional<std::uint64_t> encoded_size(std::uint64_t decoded_size) const override {
    return decoded_size + kChecksumBytes;
  }
  std::optional<ConstBytes> checked(ConstBytes encoded) const override { return verified(kName, crc32c, encoded); }
  void encode(ConstBytes decoded, std::vector<std::byte>& out) const override { append_with_sum(crc32c, decoded, out); }
};

struct Fletcher32Codec final : DeclaredAs<Fletcher32Codec, ChunkCodec> {
  static constexpr std::string_view kName = "fletcher32";
  static constexpr auto fields() { return std::tuple{}; }

  std::optional<std::uint64_t> encoded_size(std::uint64_t decoded_size) const override {
    return decoded_size + kChecksumBytes;
  }
  std::optional<ConstBytes> checked(ConstBytes encoded) const override { return verified(kName, fletcher32, encoded); }
  void encode(ConstBytes decoded, std::vector<std::byte>& out) const override {
    append_with_sum(fletcher32, decoded, out);
  }
};

}  // namespace

CodecPtr crc32c_codec() { return std::make_shared<Crc32cCodec>(); }
CodecPtr fletcher32_codec() { return std::make_shared<Fletcher32Codec>(); }

}  // namespace tusk::io
