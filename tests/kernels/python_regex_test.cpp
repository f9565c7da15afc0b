#include "kernels/elementwise/python_regex.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tusk/core/error.h>

namespace tusk::kernels::elementwise {
namespace {

TEST(PythonRegex, ClassesMeanAllOfUnicode) {
  EXPECT_EQ(re2_pattern(R"(a\d[\w-]\S)"), R"(a[\p{Nd}][\pL\pN_-][^\t-\r\x1c-\x20\x{85}\pZ])");
  EXPECT_EQ(re2_pattern(R"(\w\\w\Z)", 256), R"(\w\\w\z)");
  EXPECT_EQ(re2_pattern("[]a]", 2 | 8), "(?im)[]a]");
  EXPECT_THROW(re2_pattern("a", 64), ValueError);
}

TEST(PythonRegex, ReplacementsNameGroups) {
  EXPECT_EQ(re2_replacement(R"(\g<n>\1\g<0>\\g)", "([(])(?P<n>x)"), R"(\2\1\0\\g)");
  EXPECT_THROW(re2_replacement(R"(\g<m>)", "(?P<n>x)"), ValueError);
  EXPECT_EQ(quoted_pattern("a.b"), R"(a\.b)");
  EXPECT_EQ(quoted_replacement(R"(\1)"), R"(\\1)");
}

}  // namespace
}  // namespace tusk::kernels::elementwise
