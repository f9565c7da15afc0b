#include "kernels/row_reducers.h"
#include "tests/kernels/reduced.h"

namespace tusk::kernels {
namespace {

using test::integers;
using test::reduced;
using test::table_of;
using test::texts;

TEST(Modes, ArePaddedToTheLongest) {
  const Table input = table_of({integers("a", {2, 1, 1, 2}), texts("b", {"x", std::nullopt, std::nullopt, "y"})});
  EXPECT_EQ(reduced(modes({"a", "b"}, true), input), table_of({integers("a", {1, 2}), texts("b", {"x", "y"})}));
  EXPECT_EQ(reduced(modes({"a", "b"}, false), input),
            table_of({integers("a", {1, 2}), texts("b", {std::nullopt, std::nullopt})}));
}

}  // namespace
}  // namespace tusk::kernels
