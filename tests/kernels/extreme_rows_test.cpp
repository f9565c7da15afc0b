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

// As pandas' nlargest and nsmallest; "row" tells the rows apart.
Table rows_with_ties() {
  return table_of({numbers("a", {1, 3, 3, 2, NAN, 3, 1}), numbers("b", {1, 2, 2, 2, 3, 1, 1}),
                   integers("row", {0, 1, 2, 3, 4, 5, 6})});
}
std::vector<std::int64_t> row_numbers(const Table& table) {
  const auto rows = *table.arrow()->CombineChunksToBatch();
  const auto* words = rows->column_data(2)->GetValues<std::int64_t>(1);
  return {words, words + rows->num_rows()};
}
using Rows = std::vector<std::int64_t>;

TEST(ExtremeRows, BreakTiesByTheOrderOfRows) {
  const Table input = rows_with_ties();
  EXPECT_EQ(row_numbers(reduced(extreme_rows({"a"}, 4, true, "first"), input)), (Rows{1, 2, 5, 3}));
  EXPECT_EQ(row_numbers(reduced(extreme_rows({"a"}, 4, true, "last"), input)), (Rows{5, 2, 1, 3}));
  EXPECT_EQ(row_numbers(reduced(extreme_rows({"a"}, 4, false, "last"), input)), (Rows{6, 0, 3, 5}));
}

TEST(ExtremeRows, BreakTiesByTheNextColumnFirst) {
  EXPECT_EQ(row_numbers(reduced(extreme_rows({"a", "b"}, 4, false, "first"), rows_with_ties())), (Rows{0, 6, 3, 5}));
}

TEST(ExtremeRows, KeepAllThatAreAsGoodAsTheLastIfAsked) {
  EXPECT_EQ(row_numbers(reduced(extreme_rows({"a"}, 2, true, "all"), rows_with_ties())), (Rows{1, 2, 5}));
  EXPECT_EQ(row_numbers(reduced(extreme_rows({"a", "b"}, 1, false, "all"), rows_with_ties())), (Rows{0, 6}));
}

TEST(ExtremeRows, TakeMissingValuesLast) {
  EXPECT_EQ(row_numbers(reduced(extreme_rows({"a"}, 9, true, "first"), rows_with_ties())), (Rows{1, 2, 5, 3, 0, 6, 4}));
  EXPECT_EQ(reduced(extreme_rows({"a"}, 0, true, "first"), rows_with_ties()).row_count(), 0);
}

TEST(ExtremeRows, RefuseTextsAndUnknownTies) {
  const auto schema = table_of({texts("s", {"a"})}).arrow()->schema();
  EXPECT_THROW(extreme_rows({"s"}, 1, true, "first")->begin(schema), TypeError);
  EXPECT_THROW(extreme_rows({"s"}, 1, true, "none"), ValueError);
  EXPECT_THROW(extreme_rows({}, 1, true, "first"), ValueError);
}

}  // namespace
}  // namespace tusk::kernels
