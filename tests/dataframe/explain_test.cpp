#include "expr/explain.h"

#include <gtest/gtest.h>

#include "tests/dataframe/frames.h"

namespace tusk::expr {
namespace {

TEST(Explain, TellsTheExpressionEachPassAndTheTasks) {
  const DataFrame frame = letters_frame();
  const std::string text = frame[frame["b"] > 15]["a"].sum().explain();
  EXPECT_EQ(text, "");
}

}  // namespace
}  // namespace tusk::expr
