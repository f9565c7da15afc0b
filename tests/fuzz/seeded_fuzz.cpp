// Runs a fuzz target on its seeds and on random changes of them. Set TUSK_FUZZ_CORPUS to a folder to write the seeds
// there for libFuzzer.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>

#include <gtest/gtest.h>

#include "tests/fuzz/fuzz_target.h"

namespace {

constexpr std::uint64_t kWords[] = {
    0, 1, 0x7F, 0xFF, 0x7FFFFFFF, 0xFFFFFFFF, std::uint64_t(1) << 62, ~std::uint64_t(0)};

// The bytes alone in their memory, so that a sanitizer sees a read past their end.
void run(const FuzzBytes& bytes) {
  const auto alone = std::make_unique<std::uint8_t[]>(bytes.size());
  if (!bytes.empty()) std::memcpy(alone.get(), bytes.data(), bytes.size());
  EXPECT_EQ(LLVMFuzzerTestOneInput(alone.get(), bytes.size()), 0);
}

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed) {}

  FuzzBytes changed(FuzzBytes bytes, const FuzzBytes& other) {
    for (std::uint64_t left = 1 + below(4); left > 0; --left) change(bytes, other);
    return bytes;
  }

 private:
  std::uint64_t below(std::uint64_t limit) { return limit == 0 ? 0 : random_() % limit; }

  void change(FuzzBytes& bytes, const FuzzBytes& other) {
    const std::size_t at = below(bytes.size());
    const auto place = bytes.begin() + std::ptrdiff_t(at);
    switch (below(6)) {
      case 0: bytes.resize(at); break;
      case 1: bytes.insert(place, std::byte(below(256))); break;
      case 2: bytes.insert(bytes.end(), other.begin(), other.end()); break;
      case 3: write_word(bytes, at); break;
      case 4: bytes.erase(place, std::min(place + std::ptrdiff_t(below(9)), bytes.end())); break;
      default:
        if (!bytes.empty()) *place ^= std::byte(1 << below(8));
    }
  }

  void write_word(FuzzBytes& bytes, std::size_t at) {
    const std::uint64_t word = kWords[below(std::size(kWords))];
    const std::size_t size = std::min<std::size_t>(std::size_t(1) << below(4), bytes.size() - at);
    std::copy_n(reinterpret_cast<const std::byte*>(&word), size, bytes.begin() + std::ptrdiff_t(at));
  }

  std::mt19937_64 random_;
};

TEST(Fuzz, SeedsAndTheirRandomChangesAreHandled) {
  constexpr int kChanges = 2000;
  const auto seeds = fuzz_seeds();
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    SCOPED_TRACE(testing::Message() << "random numbers from seed " << i);
    run(seeds[i]);
    Mutator mutator(i);
    for (int change = 0; change < kChanges; ++change)
      run(mutator.changed(seeds[i], seeds[std::size_t(change) % seeds.size()]));
  }
}

TEST(Fuzz, WritesItsSeedsWhereLibFuzzerFindsThem) {
  const char* folder = std::getenv("TUSK_FUZZ_CORPUS");
  if (!folder) GTEST_SKIP() << "TUSK_FUZZ_CORPUS is not set";
  const auto seeds = fuzz_seeds();
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    std::ofstream file(std::filesystem::path(folder) / ("seed-" + std::to_string(i)), std::ios::binary);
    file.write(reinterpret_cast<const char*>(seeds[i].data()), std::streamsize(seeds[i].size()));
    EXPECT_TRUE(file.good());
  }
}

}  // namespace
