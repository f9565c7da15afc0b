#include "io/parquet/hybrid_runs.h"

#include <random>
#include <vector>

#include <gmock/gmock.h>
#include <parquet/exception.h>

namespace tusk::io {
namespace {

using testing::ElementsAre;
using Bytes = std::vector<std::uint8_t>;

std::vector<std::uint32_t> read(HybridRuns& runs, std::size_t count) {
  std::vector<std::uint32_t> codes(count);
  runs.read(codes);
  return codes;
}

// One packed run, from the lowest bit of the first byte on.
Bytes packed(const std::vector<std::uint32_t>& codes, int bit_width) {
  const std::size_t groups = (codes.size() + 7) / 8;
  Bytes bytes;
  std::uint64_t header = groups << 1 | 1;
  for (; header >= 0x80; header >>= 7) bytes.push_back(std::uint8_t(header | 0x80));
  bytes.push_back(std::uint8_t(header));
  const std::size_t begin = bytes.size();
  bytes.resize(begin + groups * std::size_t(bit_width));
  for (std::size_t i = 0; i < codes.size() * std::size_t(bit_width); ++i) {
    const bool is_set = codes[i / std::size_t(bit_width)] >> (i % std::size_t(bit_width)) & 1;
    bytes[begin + i / 8] |= std::uint8_t(is_set << (i % 8));
  }
  return bytes;
}

TEST(HybridRuns, RepeatACode) {
  const Bytes bytes{5 << 1, 0x34, 0x12, 2 << 1, 0x01, 0x00};
  HybridRuns runs(bytes, 13);
  EXPECT_THAT(read(runs, 3), ElementsAre(0x1234, 0x1234, 0x1234));
  EXPECT_THAT(read(runs, 4), ElementsAre(0x1234, 0x1234, 1, 1));
}

// The example of the format's description: 0 to 7 in three bits.
TEST(HybridRuns, UnpackGroupsOfEight) {
  const Bytes bytes{1 << 1 | 1, 0b10001000, 0b11000110, 0b11111010};
  HybridRuns runs(bytes, 3);
  EXPECT_THAT(read(runs, 8), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
}

TEST(HybridRuns, HaveNoBytesForCodesOfNoBits) {
  const Bytes bytes{20 << 1 | 1};
  HybridRuns runs(bytes, 0);
  EXPECT_EQ(read(runs, 155), std::vector<std::uint32_t>(155));
}

class HybridRunsOfWidth : public testing::TestWithParam<int> {};

TEST_P(HybridRunsOfWidth, AreReadInPiecesOfAnyLength) {
  std::mt19937 random{std::uint32_t(GetParam())};
  std::vector<std::uint32_t> codes(3000);
  for (auto& code : codes) code = std::uint32_t(random()) >> (32 - GetParam());
  const Bytes bytes = packed(codes, GetParam());
  HybridRuns runs(bytes, GetParam());
  std::vector<std::uint32_t> got;
  while (got.size() < codes.size()) {
    const auto piece = read(runs, std::min<std::size_t>(random() % 100, codes.size() - got.size()));
    got.insert(got.end(), piece.begin(), piece.end());
  }
  EXPECT_EQ(got, codes);
}

INSTANTIATE_TEST_SUITE_P(All, HybridRunsOfWidth, testing::Range(1, 33));

TEST(HybridRuns, RefuseToReadBeyondTheirBytes) {
  EXPECT_THROW(HybridRuns({}, 33), parquet::ParquetException);
  const std::vector<Bytes> short_ones{{}, {0x80}, {5 << 1, 0x34}, {5 << 1 | 1, 0xff, 0xff}, {1 << 1, 1, 0}};
  for (const Bytes& bytes : short_ones) {
    HybridRuns runs(bytes, 16);
    EXPECT_THROW(read(runs, 8), parquet::ParquetException);
  }
}

}  // namespace
}  // namespace tusk::io
