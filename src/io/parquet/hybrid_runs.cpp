#include "io/parquet/hybrid_runs.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include <parquet/exception.h>

namespace tusk::io {
namespace {

static_assert(std::endian::native == std::endian::little, "codes are packed from the lowest bit of the lowest byte");

constexpr std::uint64_t kGroup = 8;
constexpr int kWidest = 32;
// A group's last code is loaded as a whole word, which may reach so far beyond the group.
constexpr std::size_t kOverread = sizeof(std::uint64_t);

template <class Word>
Word load(const std::uint8_t* bytes) {
  Word word;
  std::memcpy(&word, bytes, sizeof(Word));
  return word;
}

// A group lies in as many bytes as a code has bits, so that all offsets and shifts in it are constants.
template <int kWidth>
void unpack_groups(const std::uint8_t* bytes, std::uint64_t groups, std::uint32_t* codes) {
  if constexpr (kWidth == 0) {
    std::fill_n(codes, groups * kGroup, 0U);
  } else {
    using Word = std::conditional_t<(kWidth <= 25), std::uint32_t, std::uint64_t>;
    constexpr Word kMask = Word((std::uint64_t{1} << kWidth) - 1);
    for (std::uint64_t group = 0; group < groups; ++group, bytes += kWidth, codes += kGroup) {
      [&]<std::size_t... i>(std::index_sequence<i...>) {
        ((codes[i] = std::uint32_t((load<Word>(bytes + i * kWidth / 8) >> (i * kWidth % 8)) & kMask)), ...);
      }(std::make_index_sequence<kGroup>());
    }
  }
}

using UnpackGroups = void (*)(const std::uint8_t* bytes, std::uint64_t groups, std::uint32_t* codes);

constexpr auto kUnpack = []<std::size_t... width>(std::index_sequence<width...>) {
  return std::array<UnpackGroups, sizeof...(width)>{&unpack_groups<int(width)>...};
}(std::make_index_sequence<kWidest + 1>());

}  // namespace

HybridRuns::HybridRuns(std::span<const std::uint8_t> bytes, int bit_width) : bytes_(bytes), bit_width_(bit_width) {
  if (bit_width < 0 || bit_width > kWidest) throw parquet::ParquetException("codes have at most 32 bits");
}

void HybridRuns::read(std::span<std::uint32_t> codes) {
  while (!codes.empty()) {
    if (left_ == 0) begin_run();
    const auto count = std::size_t(std::min<std::uint64_t>(codes.size(), left_));
    if (is_packed_) {
      unpack(codes.first(count));
    } else {
      std::fill_n(codes.begin(), count, repeated_);
    }
    left_ -= count;
    codes = codes.subspan(count);
  }
}

void HybridRuns::skip(std::uint64_t count) {
  while (count > 0) {
    if (left_ == 0) begin_run();
    const std::uint64_t skipped = std::min(count, left_);
    place_ += skipped;
    left_ -= skipped;
    count -= skipped;
  }
}

std::uint64_t HybridRuns::read_header() {
  std::uint64_t header = 0;
  for (int shift = 0; shift < 35; shift += 7) {
    if (bytes_.empty()) break;
    const std::uint8_t byte = bytes_.front();
    bytes_ = bytes_.subspan(1);
    header |= std::uint64_t(byte & 0x7f) << shift;
    if (byte < 0x80) return header;
  }
  throw parquet::ParquetException("a page ends before its codes");
}

void HybridRuns::begin_run() {
  const std::uint64_t header = read_header();
  is_packed_ = (header & 1) != 0;
  // The last group may lack the bytes of codes that are not there.
  const std::uint64_t size =
      is_packed_ ? (header >> 1) * std::uint64_t(bit_width_) : (std::uint64_t(bit_width_) + 7) / 8;
  if (!is_packed_ && size > bytes_.size()) throw parquet::ParquetException("a page ends before its codes");
  packed_ = bytes_.first(std::size_t(std::min<std::uint64_t>(size, bytes_.size())));
  bytes_ = bytes_.subspan(packed_.size());
  left_ = (header >> 1) * (is_packed_ ? kGroup : 1);
  place_ = 0;
  repeated_ = 0;
  if (!is_packed_) std::memcpy(&repeated_, packed_.data(), packed_.size());
}

std::uint32_t HybridRuns::packed_code(std::uint64_t place) const {
  const std::uint64_t bit = place * std::uint64_t(bit_width_);
  if (bit + std::uint64_t(bit_width_) > packed_.size() * 8)
    throw parquet::ParquetException("a page ends before its codes");
  std::uint64_t word = 0;
  const auto byte = std::size_t(bit / 8);
  std::memcpy(&word, packed_.data() + byte, std::min(sizeof(word), packed_.size() - byte));
  return std::uint32_t((word >> (bit % 8)) & ((std::uint64_t{1} << bit_width_) - 1));
}

void HybridRuns::unpack(std::span<std::uint32_t> codes) {
  std::size_t done = 0;
  for (; done < codes.size() && place_ % kGroup != 0; ++done) codes[done] = packed_code(place_++);
  // Whole groups with enough bytes of the page after them.
  const std::uint64_t wanted = (codes.size() - done) / kGroup;
  const std::uint64_t width = std::uint64_t(bit_width_);
  const std::uint64_t begin = place_ / kGroup * width;
  std::uint64_t groups = wanted;
  if (width > 0) {
    const std::uint64_t there = packed_.size() > begin ? packed_.size() - begin : 0;
    const std::uint64_t readable = there + bytes_.size();
    groups = std::min({wanted, there / width, (readable > kOverread ? readable - kOverread : 0) / width});
  }
  kUnpack[std::size_t(bit_width_)](packed_.data() + begin, groups, codes.data() + done);
  done += std::size_t(groups * kGroup);
  place_ += groups * kGroup;
  for (; done < codes.size(); ++done) codes[done] = packed_code(place_++);
}

}  // namespace tusk::io
