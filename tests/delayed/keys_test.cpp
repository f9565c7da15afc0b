#include <string>

#include <gmock/gmock.h>

#include <tusk/core/config.h>
#include <tusk/core/error.h>

#include "tests/delayed/arithmetic.h"

namespace tusk::lab {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

const DelayedOptions kPure{.pure = true};

TEST(Keys, AreNotTheSameForTwoCallsUnlessPure) {
  EXPECT_NE(delayed(inc)(1).key(), delayed(inc)(1).key());
  EXPECT_EQ(delayed(inc, kPure)(1).key(), delayed(inc, kPure)(1).key());
  EXPECT_NE(delayed(inc, kPure)(1).key(), delayed(inc, kPure)(2).key());
  EXPECT_NE(delayed(inc, kPure)(1).key(), delayed(half, kPure)(1).key());
}

TEST(Keys, BeginWithANameForPeople) {
  EXPECT_THAT(delayed(inc)(1).key().name, MatchesRegex("test\\.inc-[0-9a-f]{32}"));
  EXPECT_THAT(delayed(half, {.name = "half"})(1).key().name, StartsWith("half-"));
  EXPECT_THAT(delayed(std::vector{1}).key().name, StartsWith("vector-"));
  EXPECT_THAT(delayed(5, {.name = "five"}).key().name, StartsWith("five-"));
}

TEST(Keys, ArePureByConfigurationToo) {
  const auto scope = config::set({{"delayed.pure", true}});
  EXPECT_EQ(delayed(inc)(1).key(), delayed(inc)(1).key());
  EXPECT_NE(delayed(inc, {.pure = false})(1).key(), delayed(inc, {.pure = false})(1).key());
}

// What another process has computed under these keys is the same work.
TEST(Keys, OfPureCallsAreTheSameInEveryProcess) {
  const auto two = delayed(inc, kPure)(1);
  EXPECT_EQ(two.key().name, "test.inc-d18d52f9fb27c5c4bfe5b3bf609e2d06");
  EXPECT_EQ(delayed(total, kPure)(std::vector{two, two}).key().name, "test.total-cf19571edcfe38f971971ae424c1650e");
  EXPECT_EQ((delayed(2.5, kPure) * two).key().name, "mul-e6f2e1a9950f6f100a5f7a549a6942fc");
}

TEST(Keys, TellFunctionsOfOneProcessApart) {
  const auto make = [](int offset) { return delayed([offset](int x) { return x + offset; }, kPure); };
  const auto one = make(1);
  EXPECT_EQ(one(5).key(), one(5).key());
  EXPECT_NE(one(5).key(), make(2)(5).key());
  const auto generic = delayed([](auto x) { return x; }, kPure);
  EXPECT_EQ(generic(5).key(), generic(5).key());
  EXPECT_NE(generic(5).key(), generic(5.0).key());
}

TEST(Keys, OfCallsWithValuesThatHaveNoBytesAreUnique) {
  struct Opaque {
    int* pointer = nullptr;
  };
  const auto f = delayed([](const Opaque&) { return 1; }, kPure);
  EXPECT_NE(f(Opaque()).key(), f(Opaque()).key());
}

TEST(Keys, MayBeGiven) {
  const auto sum = delayed(add)(1, 2).with_key("sum");
  EXPECT_EQ(sum.key(), (Key{"sum", {}}));
  EXPECT_EQ(sum.with_key({"sum", {0, 1}}).key().print(), "('sum', 0, 1)");
  EXPECT_EQ((sum + 1).compute(), 4);
  EXPECT_THROW(sum.with_key(""), ValueError);
}

TEST(Keys, DoNotChangeTheWork) {
  const auto sum = delayed(add)(1, 2);
  EXPECT_EQ((sum + 1).key(), (sum.with_key("sum") + 1).key());
}

TEST(Keys, ThatAreGivenTwiceAreRefusedWhenTheGraphIsBuilt) {
  const auto a = delayed(add)(1, 2).with_key("sum");
  const auto b = delayed(add)(3, 4).with_key("sum");
  try {
    compute(a, b);
    FAIL() << "one key stands for two tasks";
  } catch (const ValueError& error) {
    EXPECT_THAT(error.what(), HasSubstr("'sum'"));
  }
  EXPECT_EQ(compute(a, a, a + 1), (std::tuple{3, 3, 4}));
}

TEST(Keys, MayBeGivenToEqualWorkTwice) {
  const auto a = delayed(add, kPure)(1, 2).with_key("sum");
  const auto b = delayed(add, kPure)(1, 2).with_key("sum");
  EXPECT_EQ(compute(a, b), (std::tuple{3, 3}));
}

}  // namespace
}  // namespace tusk::lab
