#include <tusk/graph/running.h>

#include <gmock/gmock.h>

#include <tusk/core/error.h>
#include <tusk/graph/blockwise.h>

#include "graph/expanded_graph.h"
#include "tests/graph/sample_graph.h"

namespace tusk::graph {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The layer x, and a chain y along it.
std::shared_ptr<const TaskGraph> chain(std::int64_t there, TaskId count, bool is_backward) {
  return graph_of(
      {blockwise("x", operation(Step{"x"}), {there}, {}), running("y", operation(Step{"y"}), "x", count, is_backward)});
}

std::vector<std::string> inputs_of(const std::shared_ptr<const TaskGraph>& graph, TaskId index) {
  std::vector<std::string> keys;
  const ExpandedGraph expanded = expand(graph);
  for (const TaskId id : expanded.inputs_of(graph->id("y", index))) keys.push_back(graph->key(id).quoted());
  return keys;
}

TEST(Running, TakesTheLinkBeforeAndWhatIsNext) {
  const auto graph = chain(3, 3, false);
  EXPECT_THAT(inputs_of(graph, 0), IsEmpty());
  EXPECT_THAT(inputs_of(graph, 1), ElementsAre("('y', 0)", "('x', 0)"));
  EXPECT_THAT(inputs_of(graph, 2), ElementsAre("('y', 1)", "('x', 1)"));
}

TEST(Running, BackwardTakesWhatComesAfterAndTheLinkThere) {
  const auto graph = chain(3, 3, true);
  EXPECT_THAT(inputs_of(graph, 0), ElementsAre("('x', 1)", "('y', 1)"));
  EXPECT_THAT(inputs_of(graph, 1), ElementsAre("('x', 2)", "('y', 2)"));
  EXPECT_THAT(inputs_of(graph, 2), IsEmpty());
}

TEST(Running, OfOneTaskOrNoneTakesNothing) {
  for (const bool is_backward : {false, true}) {
    EXPECT_THAT(inputs_of(chain(1, 1, is_backward), 0), IsEmpty());
    EXPECT_EQ(expand(chain(0, 0, is_backward)).inputs.size(), 0);
  }
}

TEST(Running, AMillionTasksAreAFewHundredBytes) {
  const auto bytes = [](TaskId count) { return running("y", operation(Step{}), "x", count)->size_bytes(); };
  EXPECT_LT(bytes(1'000'000), 256);
  EXPECT_EQ(bytes(1'000'000), bytes(2));
}

TEST(Running, KnowsOnlyKeysOfItsTasks) {
  const LayerPtr layer = running("y", operation(Step{}), "x", 3);
  for (TaskId index = 0; index < 3; ++index) EXPECT_EQ(layer->index_of(layer->key(index)), index);
  for (const Key& absent : {Key{"y", {3}}, Key{"y", {-1}}, Key{"y", {0, 0}}, Key{"y"}, Key{"x", {0}}}) {
    EXPECT_EQ(layer->index_of(absent), std::nullopt) << absent.print();
  }
}

TEST(Running, NamesTheFirstTaskWhoseInputIsPastItsLayersEnd) {
  const auto message = [](bool is_backward) -> std::string {
    try {
      expand(chain(2, 4, is_backward));
    } catch (const KeyError& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_EQ(message(false),
            "every input of a task is in its graph: ('y', 3) needs task 2 of the layer 'x', which has 2 tasks");
  EXPECT_EQ(message(true),
            "every input of a task is in its graph: ('y', 1) needs task 2 of the layer 'x', which has 2 tasks");
}

}  // namespace
}  // namespace tusk::graph
