#include <cmath>

#include "kernels/row_reducers.h"
#include "tests/kernels/reduced.h"

namespace tusk::kernels {
namespace {

using test::numbers;
using test::reduced;
using test::table_of;

TEST(Covariances, LeaveOutMissingValuesPairwise) {
  const Table input = table_of({numbers("a", {1, NAN, 3, 5}), numbers("b", {1, 2, 3, 5})});
  EXPECT_EQ(reduced(covariances({"a", "b"}, 1, 1, false), input, 5),
            table_of({numbers("a", {4, 4}), numbers("b", {4, 2.9166666666666665})}));
  EXPECT_EQ(reduced(covariances({"a", "b"}, 4, 1, true), input, 5),
            table_of({numbers("a", {NAN, NAN}), numbers("b", {NAN, 1})}));
}

}  // namespace
}  // namespace tusk::kernels
