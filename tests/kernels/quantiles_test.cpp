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

TEST(Quantiles, InterpolateAsNumPyDoes) {
  const Table input =
      table_of({numbers("x", {7.5, 1.5, NAN, 3.25, std::nullopt, 2}), integers("n", {4, 1, 3, 2, 9, 7})});
  EXPECT_EQ(reduced(quantiles({"x", "n"}, {0, 0.25, 0.5, 1}, "linear"), input),
            table_of({numbers("x", {1.5, 1.875, 2.625, 7.5}), numbers("n", {1, 2.25, 3.5, 9})}));
}

TEST(Quantiles, OfOneValueOrAnotherKeepTheType) {
  const Table input = table_of({integers("n", {4, 1, 3, 2})});
  EXPECT_EQ(reduced(quantiles({"n"}, {0.5}, "lower"), input), table_of({integers("n", {2})}));
  EXPECT_EQ(reduced(quantiles({"n"}, {0.5}, "higher"), input), table_of({integers("n", {3})}));
  EXPECT_EQ(reduced(quantiles({"n"}, {0.5}, "nearest"), input), table_of({integers("n", {3})}));
  EXPECT_EQ(reduced(quantiles({"n"}, {0.5}, "midpoint"), input), table_of({numbers("n", {2.5})}));
}

TEST(Quantiles, OfNothingAreMissing) {
  EXPECT_EQ(reduced(quantiles({"x"}, {0.5, 1}, "linear"), table_of({numbers("x", {NAN, std::nullopt})})),
            table_of({numbers("x", {std::nullopt, std::nullopt})}));
}

TEST(Quantiles, NarrowRangesOfManyValues) {
  std::vector<std::optional<double>> values;
  for (int i = 0; i < 50000; ++i) values.push_back(i % 2 ? 1e300 : 1 + (i * 7919 % 50000) * 1e-12);
  const Table input = table_of({numbers("x", values)});
  EXPECT_EQ(reduced(quantiles({"x"}, {0, 0.75}, "lower"), input, 20000), table_of({numbers("x", {1, 1e300})}));
}

TEST(Quantiles, RefuseWhatHasNoOrderBetweenValues) {
  const auto schema = table_of({texts("s", {"a"})}).arrow()->schema();
  EXPECT_THROW(quantiles({"s"}, {0.5}, "linear")->begin(schema), TypeError);
  EXPECT_THROW(quantiles({"t"}, {0.5}, "linear")->begin(schema), KeyError);
  EXPECT_THROW(quantiles({"s"}, {1.5}, "linear"), ValueError);
  EXPECT_THROW(quantiles({"s"}, {0.5}, "cubic"), ValueError);
}

}  // namespace
}  // namespace tusk::kernels
