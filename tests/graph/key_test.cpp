#include <tusk/graph/key.h>

#include <unordered_set>

#include <gmock/gmock.h>

namespace {

using tusk::Key;

struct NameAndPrefix {
  const char* name;
  const char* prefix;
};

class KeyPrefixes : public testing::TestWithParam<NameAndPrefix> {};

TEST_P(KeyPrefixes, LeaveOutNumbersAndHashes) { EXPECT_EQ((Key{.name = GetParam().name}.prefix()), GetParam().prefix); }

INSTANTIATE_TEST_SUITE_P(
    Key, KeyPrefixes,
    testing::Values(NameAndPrefix{"x", "x"}, NameAndPrefix{"x-1", "x"}, NameAndPrefix{"x-1-2-3", "x"},
                    NameAndPrefix{"hello-world-1", "hello-world"}, NameAndPrefix{"hello-world", "hello-world"},
                    NameAndPrefix{"sum-9f3a5ae05086432ca935f6eba409a8ec", "sum"},
                    NameAndPrefix{"rechunk-merge-9f3a5ae05086432ca935f6eba409a8ec", "rechunk-merge"},
                    NameAndPrefix{"read_csv-9f3a5ae05086432ca935f6eba409a8ec", "read_csv"},
                    NameAndPrefix{"shop.area-12", "shop.area"}, NameAndPrefix{"x-abcdefab", "x"},
                    NameAndPrefix{"x-facade", "x-facade"}, NameAndPrefix{"log2-5", "log2"},
                    NameAndPrefix{"job-550e8400-e29b-41d4-a716-446655440000", "job"},
                    NameAndPrefix{"ae05086432ca935f6eba409a8ecd4896", "data"}, NameAndPrefix{"x--y", "x"},
                    NameAndPrefix{"x-", "x"}, NameAndPrefix{"-1", "-1"}, NameAndPrefix{"1-2", "1"},
                    NameAndPrefix{"", ""}));

TEST(Key, PrintsANameAloneAsItIsAndABlockAsPythonPrintsATuple) {
  EXPECT_EQ((Key{"inc-9f"}.print()), "inc-9f");
  EXPECT_EQ((Key{"sum-9f", {0, 3}}.print()), "('sum-9f', 0, 3)");
  EXPECT_EQ((Key{"sum-9f", {-1}}.print()), "('sum-9f', -1)");
}

TEST(Key, QuotesAsPythonDoes) {
  EXPECT_EQ((Key{"inc-9f"}.quoted()), "'inc-9f'");
  EXPECT_EQ((Key{"it's"}.quoted()), "\"it's\"");
  EXPECT_EQ((Key{"it's \"so\""}.quoted()), "'it\\'s \"so\"'");
  EXPECT_EQ((Key{"a\\b\nc\x01é", {2}}.quoted()), "('a\\\\b\\nc\\x01é', 2)");
}

TEST(Key, NameEndsWithThe32DigitsOfTheHash) {
  const std::string name = tusk::key_name("sum", {0x9f, 0x1});
  EXPECT_EQ(name, "sum-000000000000009f0000000000000001");
  EXPECT_EQ(Key{.name = name}.prefix(), "sum");
}

TEST(Key, BlocksOfOneLayerHashApart) {
  std::unordered_set<std::size_t> hashes;
  for (std::int64_t i = -8; i < 8; ++i) {
    for (std::int64_t j = -8; j < 8; ++j) hashes.insert(std::hash<Key>()(Key{"x", {i, j}}));
  }
  EXPECT_EQ(hashes.size(), 256u);
  EXPECT_NE((Key{"x"}), (Key{"x", {0}}));
}

TEST(Key, IsDerivedIfItsNameEndsInAHash) {
  EXPECT_TRUE((Key{tusk::key_name("inc", tusk::Hash128{1, 2}), {3}}.is_derived()));
  for (const char* name : {"", "mine", "x-1", "sum-9f3a", "00000000000000010000000000000002",
                           "inc_00000000000000010000000000000002", "inc-0000000000000001000000000000000g"})
    EXPECT_FALSE(Key{name}.is_derived()) << name;
}

}  // namespace
