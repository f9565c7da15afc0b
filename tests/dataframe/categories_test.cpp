// Known categories as part of a column's type.
#include "kernels/categories.h"

#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "expr/optimize.h"
#include "expr/scan_rows.h"
#include "tests/dataframe/frames.h"

namespace tusk::expr {
namespace {

using testing::ElementsAre;

TEST(Categories, AreKnownWhereverTheColumnGoes) {
  const DataFrame frame = letters_frame().categorize();
  const DataFrame filtered = frame[frame["a"] > 2].rename({{"c", "letter"}}).assign("d", 1);
  for (const DataFrame& made : {filtered, filtered.persist(), concat({filtered, filtered})}) {
    const Series letter = std::as_const(made)["letter"];
    ASSERT_TRUE(letter.cat().known());
    EXPECT_THAT(texts_of(letter.cat().categories()), ElementsAre("x", "y", "z"));
  }
  EXPECT_THAT(texts_of(std::as_const(filtered)["letter"].cat().codes().compute()), ElementsAre("0", "1", "0", "2"));
}

TEST(Categories, AreForgottenWhereValuesBecomeOthers) {
  const DataFrame frame = letters_frame().categorize();
  EXPECT_EQ(std::as_const(frame)["c"].str().upper().dtype(), "str");
  EXPECT_FALSE(letters_frame()["c"].astype("category").cat().known());
  EXPECT_THROW(letters_frame()["c"].astype("category").cat().codes(), NotImplementedError);
}

TEST(Categories, OfATypeSurvivePassesThatReadLess) {
  const DataFrame frame = get_dummies(letters_frame().categorize());
  const NodePtr dummies = std::as_const(frame)["c_z"].sum().node();
  const NodePtr optimized = optimize({&dummies, 1})[0];
  for (const NodePtr& node : topological({&optimized, 1})) {
    if (const auto* scan = node->as<ScanRows>()) {
      EXPECT_THAT(scan->columns, ElementsAre("c"));
    }
  }
  EXPECT_EQ(std::as_const(frame)["c_z"].sum().compute<std::int64_t>(), 1);
}

TEST(Categories, DifferFromEachOther) {
  const auto values = kernels::array_of_values({Value::of(std::string("a")), Value::of(std::string("a"))});
  EXPECT_THROW(kernels::category_type(values, false), ValueError);
  EXPECT_THROW(kernels::category_type(kernels::array_of_values({Value()}), false), ValueError);
  EXPECT_THROW(kernels::array_of_values({Value::of(1), Value::of(std::string("a"))}), TypeError);
}

}  // namespace
}  // namespace tusk::expr
