#include <tusk/core/hash.h>

#include <set>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace tusk {
namespace {

Hash128 hash_of_text(std::string_view text) { return hash_bytes(text.data(), text.size()); }

// The first is the published value of XXH3's 128-bit variant for no bytes.
TEST(Hash, IsTheSameInEveryProcess) {
  EXPECT_EQ(hash_of_text("").hex(), "99aa06d3014798d86001c324468d497f");
  EXPECT_EQ(hash_of_text("a").hex(), "a96faf705af16834e6c632b61e964e1f");
  EXPECT_EQ(hash_of_text(std::string(1000, 'x')).hex(), "50a1af5a5f2dcf01c0a4877b962cba82");
}

TEST(Hash, PrintsMostSignificantDigitFirst) {
  EXPECT_EQ((Hash128{0x0123456789abcdef, 0x00000000000000ff}).hex(), "0123456789abcdef00000000000000ff");
}

TEST(Hash, CombinesInOrder) {
  const Hash128 a = hash_of_text("a"), b = hash_of_text("b");
  EXPECT_NE(combine(a, b), combine(b, a));
  EXPECT_EQ(combine(a, b).hex(), "7abd5dc6efa97faba54ed1749c10d8a0");
}

TEST(Hash, UniqueOnesDiffer) {
  std::set<Hash128> drawn;
  for (int i = 0; i < 1000; ++i) drawn.insert(unique_hash());
  EXPECT_EQ(drawn.size(), 1000u);
}

}  // namespace
}  // namespace tusk
