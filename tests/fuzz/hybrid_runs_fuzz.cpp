// A Parquet page's codes from a stranger's bytes: reading them in one piece and in several gives the same, or both
// fail.
#include <cstdlib>
#include <optional>
#include <span>
#include <vector>

#include <parquet/exception.h>

#include "io/parquet/hybrid_runs.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

using Codes = std::vector<std::uint32_t>;

constexpr std::size_t kCount = 700;

std::optional<Codes> read(std::span<const std::uint8_t> bytes, int bit_width, std::size_t piece) {
  Codes codes(kCount);
  try {
    tusk::io::HybridRuns runs(bytes, bit_width);
    for (std::size_t done = 0; done < kCount; done += piece)
      runs.read(std::span(codes).subspan(done, std::min(piece, kCount - done)));
  } catch (const parquet::ParquetException&) {
    return std::nullopt;
  }
  return codes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::span bytes(data + 2, size - 2);
  const int bit_width = data[0] % 34;
  if (read(bytes, bit_width, kCount) != read(bytes, bit_width, 1 + data[1] % 64)) std::abort();
  return 0;
}

std::vector<FuzzBytes> fuzz_seeds() {
  std::vector<FuzzBytes> seeds;
  for (int width = 0; width <= 33; ++width) {
    FuzzBytes bytes{std::byte(width), std::byte(11), std::byte(90), std::byte(1)};
    bytes.resize(bytes.size() + std::size_t(width) / 8, std::byte(7));
    bytes.push_back(std::byte(90 << 1 | 1)), bytes.push_back(std::byte(1));
    bytes.resize(bytes.size() + 90 * std::size_t(width), std::byte(0xA5));
    seeds.push_back(bytes);
  }
  return seeds;
}
