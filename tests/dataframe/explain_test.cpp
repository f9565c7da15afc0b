#include "expr/explain.h"

#include <gtest/gtest.h>

#include "tests/dataframe/frames.h"

namespace tusk::expr {
namespace {

TEST(Explain, TellsTheExpressionEachPassAndTheTasks) {
  const DataFrame frame = letters_frame();
  const std::string text = frame[frame["b"] > 15]["a"].sum().explain();
  EXPECT_EQ(text, R"(expression:
  select(a)
    sum
      getitem(a)
        filter
          table: 3 of 3 columns, 3 partitions
          gt(#1, 15)
            getitem(b)
              table: 3 of 3 columns, 3 partitions
after common-parts: the same
after push-predicates:
  select(a)
    sum
      getitem(a)
        filter
          table: 3 of 3 columns, where b > 15, 3 partitions
          gt(#1, 15)
            getitem(b)
              table: 3 of 3 columns, where b > 15, 3 partitions
after project-columns:
  select(a)
    sum
      getitem(a)
        filter
          select(a)
            table: 2 of 3 columns (a, b), where b > 15, 3 partitions
          gt(#1, 15)
            getitem(b)
              select(b)
                table: 2 of 3 columns (a, b), where b > 15, 3 partitions
tasks: 5
  3 x sum-chunk
  1 x sum
  1 x select
bytes to read: 0 B
)");
}

}  // namespace
}  // namespace tusk::expr
