#include <cmath>

#include "kernels/row_reducers.h"
#include "tests/kernels/reduced.h"

namespace tusk::kernels {
namespace {

using test::integers;
using test::numbers;
using test::reduced;
using test::table_of;
using test::texts;

TEST(ValueCounts, AreSortedWithTiesInTheOrderOfFirstRows) {
  const Table input = table_of({numbers("x", {3, 1, 2, 1, 2, 5, NAN, std::nullopt})});
  EXPECT_EQ(reduced(value_counts("x", true, true, false, false), input),
            table_of({numbers("x", {1, 2, 3, 5}), integers("count", {2, 2, 1, 1})}));
  EXPECT_EQ(reduced(value_counts("x", true, true, true, false), input),
            table_of({numbers("x", {3, 5, 1, 2}), integers("count", {1, 1, 2, 2})}));
  EXPECT_EQ(reduced(value_counts("x", false, true, false, true), input),
            table_of({numbers("x", {1, 2, NAN, 3, 5}), numbers("proportion", {0.25, 0.25, 0.25, 0.125, 0.125})}));
}

TEST(ValueCounts, TellTextsApart) {
  const Table input = table_of({texts("s", {"b", "", std::nullopt, "", "longer than eight", "b"})});
  EXPECT_EQ(reduced(value_counts("s", true, false, false, false), input),
            table_of({texts("s", {"b", "", "longer than eight"}), integers("count", {2, 2, 1})}));
}

}  // namespace
}  // namespace tusk::kernels
