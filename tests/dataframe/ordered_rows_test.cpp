#include "expr/ordered_rows.h"

#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "expr/optimize.h"
#include "expr/passes/project_columns.h"
#include "expr/passes/push_predicates.h"
#include "expr/scan_rows.h"
#include "tests/dataframe/frames.h"

namespace tusk::expr {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> layers_of(const LazyFrame& frame) {
  graph::GraphBuilder builder;
  const NodePtr root = frame.node();
  lower(optimize({&root, 1}), {"root"}, builder, lower_options());
  const graph::TaskGraph graph = builder.build();
  std::vector<std::string> layers;
  for (const graph::LayerPtr& layer : graph.layers())
    layers.push_back(std::string(Key{layer->name()}.prefix()) + " " + std::string(layer->kind()) + " " +
                     std::to_string(layer->task_count()));
  return layers;
}

const ScanRows* scan_of(const NodePtr& root) {
  for (const NodePtr& node : topological({&root, 1})) {
    if (const auto* scan = node->as<ScanRows>()) return scan;
  }
  return nullptr;
}

TEST(OrderedRows, SummarizesPartitionsSideBySideAndChainsTheSummaries) {
  EXPECT_THAT(layers_of(letters_frame()["a"].cumsum()), ElementsAre("getitem blockwise 3", "cumsum-summary blockwise 3",
                                                                    "cumsum-before running 3", "root blockwise 3"));
}

TEST(OrderedRows, OfOnePartitionNeedsNoSummary) {
  const DataFrame frame = from_columns({{"a", whole_numbers({1, 2, 3})}});
  EXPECT_THAT(layers_of(frame["a"].shift(-1)), ElementsAre("getitem blockwise 1", "root blockwise 1"));
}

TEST(OrderedRows, KeepTheRowsThatTheyAreOf) {
  const DataFrame frame = letters_frame();
  for (const Series& made : {frame["a"].cumsum(), frame["a"].diff(), frame["b"].shift(-2), frame["b"].ffill()})
    EXPECT_EQ(made.node()->meta().rows, frame.node()->meta().rows);
  const Table gaps = (frame["a"] - frame["a"].shift(2)).compute();
  EXPECT_EQ(texts_of(gaps), (std::vector<std::string>{"", "", "2", "2", "2", "2"}));
}

TEST(OrderedRows, ReadOnlyTheColumnsThatAreWanted) {
  const NodePtr node = letters_frame().cummax()["b"].node();
  EXPECT_THAT(scan_of(project_columns({&node, 1})[0])->columns, ElementsAre("b"));
}

TEST(OrderedRows, SeeRowsThatAFilterDropsLater) {
  const DataFrame frame = letters_frame();
  const Series late = frame["a"].cumsum()[frame["a"] > 4];
  const NodePtr node = late.node();
  EXPECT_THAT(scan_of(push_predicates({&node, 1})[0])->bounds, IsEmpty());
  EXPECT_EQ(texts_of(late.compute()), (std::vector<std::string>{"15", "21"}));
  const NodePtr early = frame[frame["a"] > 4]["a"].cumsum().node();
  EXPECT_THAT(scan_of(push_predicates({&early, 1})[0])->bounds, testing::SizeIs(1));
}

TEST(OrderedRows, RefuseColumnsOfOtherTypesAtOnce) {
  try {
    letters_frame().cumsum();
    FAIL() << "no error";
  } catch (const TypeError& error) {
    EXPECT_THAT(error.what(), HasSubstr("cumsum takes numbers: column 'c' is string"));
  }
}

}  // namespace
}  // namespace tusk::expr
