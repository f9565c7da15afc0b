// Each pass by what it makes of an expression.
#include <gmock/gmock.h>

#include <tusk/core/config.h>

#include "expr/filter.h"
#include "expr/optimize.h"
#include "expr/passes/common_parts.h"
#include "expr/passes/project_columns.h"
#include "expr/passes/push_predicates.h"
#include "expr/scan_rows.h"
#include "expr/select.h"
#include "tests/dataframe/frames.h"

namespace tusk::expr {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<ScanRows> scans_of(const NodePtr& root) {
  std::vector<ScanRows> scans;
  for (const NodePtr& node : topological({&root, 1})) {
    if (const auto* scan = node->as<ScanRows>()) scans.push_back(*scan);
  }
  return scans;
}

TEST(ProjectColumns, ReadsOnlyWhatIsWanted) {
  const DataFrame frame = letters_frame();
  const NodePtr node = frame[frame["b"] > 15]["a"].sum().node();
  const auto scans = scans_of(project_columns({&node, 1})[0]);
  ASSERT_THAT(scans, SizeIs(1));
  EXPECT_THAT(scans[0].columns, ElementsAre("a", "b"));
  EXPECT_THAT(scans[0].presence_only, IsEmpty());
}

TEST(ProjectColumns, AsksOnlyWhatIsMissingWhereThatIsAll) {
  const NodePtr node = letters_frame().isna().sum().node();
  const auto scans = scans_of(project_columns({&node, 1})[0]);
  ASSERT_THAT(scans, SizeIs(1));
  EXPECT_THAT(scans[0].presence_only, ElementsAre("a", "b", "c"));
}

TEST(ProjectColumns, LeavesOutAnAssignedColumnThatNobodyWants) {
  const DataFrame frame = letters_frame().assign("d", letters_frame()["b"] * 2);
  const NodePtr node = frame["a"].max().node();
  const auto scans = scans_of(project_columns({&node, 1})[0]);
  ASSERT_THAT(scans, SizeIs(1));
  EXPECT_THAT(scans[0].columns, ElementsAre("a"));
}

TEST(ProjectColumns, KeepsThePlaceOfAnAssignedColumn) {
  const DataFrame frame = letters_frame();
  const NodePtr node = frame.assign("a", frame["b"] * 2).assign("b", 1).node();
  EXPECT_THAT(value_columns(project_columns({&node, 1})[0]->meta()), ElementsAre("a", "b", "c"));
  EXPECT_THAT(DataFrame(node).compute().column_names(), ElementsAre("a", "b", "c"));
}

TEST(ProjectColumns, CountsRowsWithoutReadingAColumn) {
  const NodePtr node = letters_frame().row_count().node();
  EXPECT_THAT(scans_of(project_columns({&node, 1})[0])[0].columns, IsEmpty());
}

TEST(CommonParts, MakesEqualExpressionsOneNode) {
  const Series a = letters_frame()["a"], again = letters_frame()["a"];
  const NodePtr node = (a + again).node();
  ASSERT_THAT(scans_of(node), SizeIs(2));
  EXPECT_THAT(scans_of(common_parts({&node, 1})[0]), SizeIs(1));
}

TEST(PushPredicates, TellsTheScanWhatAllRowsSatisfy) {
  const DataFrame frame = letters_frame();
  const NodePtr node = frame[(frame["a"] >= 2) & (frame["b"] < 50)][std::vector<std::string>{"a"}].node();
  const NodePtr pushed = push_predicates({&node, 1})[0];
  const auto scans = scans_of(pushed);
  ASSERT_THAT(scans, SizeIs(1));
  ASSERT_THAT(scans[0].bounds, SizeIs(2));
  EXPECT_EQ(scans[0].bounds[0].column, "a");
  EXPECT_EQ(scans[0].bounds[0].comparison, ">=");
  EXPECT_EQ(scans[0].bounds[1].column, "b");
  EXPECT_TRUE(pushed->as<Select>()) << "the filter went below the choice of columns";
}

TEST(PushPredicates, TellsNothingWhereOtherRowsAreWantedToo) {
  const DataFrame frame = letters_frame();
  const NodePtr roots[] = {frame[frame["a"] >= 2].node(), frame["a"].sum().node()};
  for (const NodePtr& root : push_predicates(roots)) {
    for (const ScanRows& scan : scans_of(root)) EXPECT_THAT(scan.bounds, IsEmpty());
  }
}

// The rows that a later filter drops still count in the mean that an earlier one asks for.
TEST(PushPredicates, TellsNothingWhereRowsDependOnOthers) {
  const DataFrame frame = letters_frame();
  const DataFrame above = frame[frame["a"] > frame["a"].mean()];
  const NodePtr nodes[] = {above[above["b"] < 60].node()};
  const auto shared = common_parts(nodes);
  for (const NodePtr& root : push_predicates(shared)) {
    for (const ScanRows& scan : scans_of(root)) EXPECT_THAT(scan.bounds, IsEmpty());
  }
}

// The same results whatever is switched off.
TEST(Passes, DoNotChangeResults) {
  const auto results = [] {
    const DataFrame frame = letters_frame();
    const DataFrame some = frame.assign("d", frame["a"] * 2 + frame["b"])[frame["a"] > 1];
    const auto sums = some.groupby({"c"}).agg({{"sum", "d", "sum"}, {"count", "b", "count"}});
    return std::pair(print_table(sums.compute()), print_table(frame.isna().sum().compute()));
  };
  const auto expected = results();
  for (const char* pass : {"common-parts", "push-predicates", "project-columns", "fuse-expressions", "share-scans"}) {
    const config::Scope off = config::set({{std::string("optimization.") + pass + ".active", false}});
    EXPECT_EQ(results(), expected) << pass;
  }
}

}  // namespace
}  // namespace tusk::expr
