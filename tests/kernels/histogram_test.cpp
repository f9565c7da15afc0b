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

TEST(Histogram, IncludesTheLastEdge) {
  const Table input = table_of({numbers("x", {0, 0.5, 1, 2, NAN, std::nullopt, -1, 3})});
  EXPECT_EQ(reduced(histogram("x", {0, 1, 2}), input), table_of({integers("count", {2, 2})}));
  EXPECT_EQ(reduced(histogram("x", {0, 0.25, 2}), input), table_of({integers("count", {1, 3})}));
  EXPECT_THROW(histogram("x", {1}), ValueError);
  EXPECT_THROW(histogram("x", {1, 0}), ValueError);
}

}  // namespace
}  // namespace tusk::kernels
