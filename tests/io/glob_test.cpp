#include "io/glob.h"

#include <gmock/gmock.h>

namespace tusk::io {
namespace {

using testing::ElementsAre;

struct Match {
  const char* pattern;
  const char* path;
  bool matches;
};

class Glob : public testing::TestWithParam<Match> {};

TEST_P(Glob, MatchesAsAShellDoes) {
  EXPECT_EQ(matches_path(GetParam().pattern, GetParam().path), GetParam().matches)
      << GetParam().pattern << " " << GetParam().path;
}

INSTANTIATE_TEST_SUITE_P(
    Patterns, Glob,
    testing::Values(Match{"a.csv", "a.csv", true}, Match{"*.csv", "a.csv", true}, Match{"*.csv", "b/a.csv", false},
                    Match{"*", "", true}, Match{"*a*a*b", "xaaxaab", true}, Match{"*a*a*b", "xaxb", false},
                    Match{"2019-0?", "2019-01", true}, Match{"2019-0?", "2019-0", false}, Match{"?.csv", "é.csv", true},
                    Match{"[a-c]1", "b1", true}, Match{"[!a-c]1", "b1", false}, Match{"[^a-c]1", "d1", true},
                    Match{"[]x]", "]", true}, Match{"[é-ü]", "ö", true}, Match{"[a", "[a", true},
                    Match{"[*]", "*", true}, Match{"[*]", "a", false}, Match{"a-[0-9-]", "a--", true}));

INSTANTIATE_TEST_SUITE_P(Folders, Glob,
                         testing::Values(Match{"**/a", "a", true}, Match{"**/a", "x/y/a", true},
                                         Match{"x/**/a", "x/a", true}, Match{"x/**/a", "y/a", false},
                                         Match{"x/**", "x/y/z", true}, Match{"**/y/**", "x/y/z", true},
                                         Match{"*/a", "x/y/a", false}, Match{"/tmp/*", "/tmp/a", true}));

INSTANTIATE_TEST_SUITE_P(Hidden, Glob,
                         testing::Values(Match{"*", ".a", false}, Match{".*", ".a", true}, Match{"**/a", ".x/a", false},
                                         Match{"?a", ".a", false}));

TEST(GlobPrefix, EndsBeforeTheFirstWildcard) {
  EXPECT_EQ(fixed_prefix("/data/2019-*/x"), "/data/");
  EXPECT_EQ(fixed_prefix("part-?"), "");
  EXPECT_EQ(fixed_prefix("a/b"), "a/");
  EXPECT_THAT(path_parts("/a//b"), ElementsAre("", "a", "", "b"));
}

}  // namespace
}  // namespace tusk::io
