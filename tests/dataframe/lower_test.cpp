#include "expr/lower.h"

#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "expr/elementwise.h"
#include "expr/optimize.h"
#include "tests/dataframe/frames.h"

namespace tusk::expr {
namespace {

using testing::HasSubstr;

graph::TaskGraph graph_of(const std::vector<NodePtr>& roots) {
  graph::GraphBuilder builder;
  std::vector<std::string> names;
  for (const NodePtr& root : roots) names.push_back("root-" + std::to_string(names.size()));
  lower(optimize(roots), names, builder, lower_options());
  return builder.build();
}

TEST(Lower, MakesOneTaskAPartitionOfAChain) {
  const DataFrame frame = letters_frame();
  EXPECT_EQ(graph_of({((frame["a"] + 1) * 2).node()}).task_count(), 3);
}

TEST(Lower, ReadsOnceForSeveralReductions) {
  const DataFrame frame = letters_frame();
  // Three tasks for the partitions, and one for each result.
  EXPECT_EQ(graph_of({frame["a"].sum().node(), frame["b"].max().node(), frame["a"].mean().node()}).task_count(),
            3 + 3 * 2);
}

TEST(Lower, CombinesPartialResultsInATree) {
  std::vector<Value> values;
  for (int i = 0; i < 100; ++i) values.push_back(Value::of(std::int64_t(i)));
  const DataFrame frame = from_columns({{"a", values}}, 100);
  // 100 partial results, 13 and 2 combinations, one final task, and one that takes the value out.
  EXPECT_EQ(graph_of({frame["a"].sum().node()}).task_count(), 100 + 13 + 2 + 1 + 1);
}

TEST(Lower, ReadsThePartitionsThatHeadNeeds) {
  EXPECT_EQ(graph_of({letters_frame().first_rows(2).node()}).task_count(), 2);
}

TEST(Lower, PutsHeldRowsBesideThoseThatAreRead) {
  const DataFrame frame = letters_frame();
  const Series held = frame["a"].persist();
  const Table sums = (frame["b"] + held).compute();
  EXPECT_EQ(texts_of(sums), (std::vector<std::string>{"11", "22", "", "44", "55", "66"}));
}

TEST(Lower, PutsHeldRowsBesideAFilterThatIsRead) {
  const DataFrame frame = letters_frame();
  const DataFrame kept = frame[frame["a"] > 2];
  const Series held = kept["a"].persist();
  EXPECT_EQ(texts_of((kept["a"] * 10 + held).compute()), (std::vector<std::string>{"33", "44", "55", "66"}));
}

TEST(Lower, ComputesWithScalarsOfSeveralReductions) {
  const DataFrame frame = letters_frame();
  const Scalar ratio(elementwise("truediv", {Argument(frame["b"].sum().node()), Argument(frame["a"].max().node())}));
  EXPECT_EQ(ratio.compute<double>(), 30);
  EXPECT_EQ(texts_of((frame["a"] - frame["a"].min()).compute())[5], "5");
}

TEST(Lower, RefusesRowsOfDifferentFrames) {
  const DataFrame frame = letters_frame();
  try {
    (void)(frame["a"] + frame[frame["a"] > 2]["a"]);
    FAIL();
  } catch (const ValueError& error) {
    EXPECT_THAT(error.what(), HasSubstr("the same rows"));
  }
}

}  // namespace
}  // namespace tusk::expr
