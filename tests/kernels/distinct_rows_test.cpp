#include <cmath>

#include <tusk/core/error.h>

#include "kernels/row_reducers.h"
#include "tests/kernels/reduced.h"

namespace tusk::kernels {
namespace {

using test::integers;
using test::numbers;
using test::reduced;
using test::table_of;
using test::texts;

Table rows_with_repeats() {
  return table_of({texts("s", {"a", "", std::nullopt, "a", "", std::nullopt}),
                   numbers("x", {1, NAN, 0.0, 1, std::nullopt, -0.0}), integers("row", {0, 1, 2, 3, 4, 5})});
}

TEST(DistinctRows, KeepTheFirstOrTheLast) {
  EXPECT_EQ(reduced(distinct_rows({"s", "x"}, "first"), rows_with_repeats()),
            table_of({texts("s", {"a", "", std::nullopt}), numbers("x", {1, NAN, 0.0}), integers("row", {0, 1, 2})}));
  EXPECT_EQ(reduced(distinct_rows({"s", "x"}, "last"), rows_with_repeats()),
            table_of({texts("s", {"a", "", std::nullopt}), numbers("x", {1, std::nullopt, -0.0}),
                      integers("row", {3, 4, 5})}));
}

TEST(DistinctRows, ThatComeOnceAreKept) {
  const auto rows = table_of(
      {texts("s", {"a", "b", std::nullopt, "a", "c", std::nullopt, "a"}), numbers("x", {1, 2, 0.0, 1, 3, -0.0, 4})});
  EXPECT_EQ(reduced(unrepeated_rows({"s"}), rows), table_of({texts("s", {"b", "c"}), numbers("x", {2, 3})}));
  EXPECT_EQ(reduced(unrepeated_rows({}), rows), table_of({texts("s", {"b", "c", "a"}), numbers("x", {2, 3, 4})}));
}

TEST(DistinctRows, OfAllColumnsUnlessSomeAreNamed) {
  EXPECT_EQ(reduced(distinct_rows({}, "first"), rows_with_repeats()).row_count(), 6);
  EXPECT_THROW(distinct_rows({}, "none"), ValueError);
}

}  // namespace
}  // namespace tusk::kernels
