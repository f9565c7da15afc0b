#include "core/near_names.h"

#include <gmock/gmock.h>

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using tusk::core::did_you_mean;
using tusk::core::near_names;

const std::vector<std::string> kNames = {"scheduler.name", "scheduler.threads", "memory.limit", "memory.keep", "a"};

TEST(NearNames, AreASlipOrTwoAway) {
  EXPECT_THAT(near_names("scheduler.nmae", kNames), ElementsAre("scheduler.name"));
  EXPECT_THAT(near_names("Memory.Limit", kNames), ElementsAre("memory.limit"));
  EXPECT_THAT(near_names("b", kNames), ElementsAre("a"));
}

TEST(NearNames, ContainTheWord) {
  EXPECT_THAT(near_names("memory", kNames), ElementsAre("memory.keep", "memory.limit"));
  EXPECT_THAT(near_names("xyzzy", kNames), IsEmpty());
  EXPECT_THAT(near_names("", kNames), IsEmpty());
  EXPECT_THAT(near_names(std::string(100'000, 'a'), kNames), IsEmpty());
}

TEST(NearNames, MakeAQuestion) {
  EXPECT_EQ(did_you_mean("memory.kee", kNames), "did you mean memory.keep?");
  EXPECT_EQ(did_you_mean("memory", kNames), "did you mean memory.keep or memory.limit?");
  EXPECT_EQ(did_you_mean("xyzzy", kNames), "");
}

}  // namespace
