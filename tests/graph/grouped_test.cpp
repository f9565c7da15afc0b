#include <tusk/graph/grouped.h>

#include <gmock/gmock.h>

#include <tusk/core/error.h>
#include <tusk/graph/blockwise.h>

#include "graph/expanded_graph.h"
#include "tests/graph/sample_graph.h"

namespace tusk::graph {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

LayerPtr numbered(const std::string& name, std::int64_t count) {
  return blockwise(name, operation(Step{name}), {count}, {});
}

LayerPtr groups(TaskId input_count, TaskId group_size) {
  return grouped("y", operation(Step{"y"}), "x", input_count, group_size);
}

struct GroupCase {
  TaskId input_count, group_size, task_count;
};

class GroupedInputs : public testing::TestWithParam<GroupCase> {};

// What the header says, input by input.
TEST_P(GroupedInputs, AreNeighboursInOrder) {
  const auto [input_count, group_size, task_count] = GetParam();
  const LayerPtr layer = groups(input_count, group_size);
  ASSERT_EQ(layer->task_count(), task_count);
  const auto graph = graph_of({numbered("x", input_count), layer});
  const ExpandedGraph expanded = expand(graph);
  TaskId next = 0;
  for (TaskId task = 0; task < task_count; ++task) {
    const auto inputs = expanded.inputs_of(graph->id("y", task));
    EXPECT_LE(inputs.size(), group_size);
    for (const TaskId input : inputs) EXPECT_EQ(input, next++);
    EXPECT_TRUE(inputs.size() == group_size || task + 1 == task_count);
    EXPECT_EQ(layer->index_of(layer->key(task)), task);
  }
  EXPECT_EQ(next, input_count);
}

constexpr GroupCase kGroupCases[] = {{8, 4, 2}, {9, 4, 3}, {7, 1, 7}, {3, 8, 1}, {1, 2, 1}, {0, 4, 1}};
INSTANTIATE_TEST_SUITE_P(Grouped, GroupedInputs, testing::ValuesIn(kGroupCases));

TEST(Grouped, HasATaskWithoutInputsForNoTasks) {
  const auto graph = graph_of({numbered("x", 0), groups(0, 4)});
  EXPECT_THAT(expand(graph).inputs_of(0), IsEmpty());
}

TEST(Grouped, AMillionTasksAreAFewHundredBytes) {
  EXPECT_LT(groups(1'000'000, 8)->size_bytes(), 256);
  EXPECT_EQ(groups(1'000'000, 8)->size_bytes(), groups(2, 8)->size_bytes());
}

TEST(Grouped, KnowsOnlyKeysOfItsTasks) {
  const LayerPtr layer = groups(9, 4);
  EXPECT_EQ(layer->index_of({"y", {2}}), 2);
  for (const Key& absent : {Key{"y", {3}}, Key{"y", {-1}}, Key{"y", {0, 0}}, Key{"y"}, Key{"x", {0}}}) {
    EXPECT_EQ(layer->index_of(absent), std::nullopt) << absent.print();
  }
}

TEST(Grouped, RefusesGroupsOfNothing) {
  try {
    groups(4, 0);
    FAIL() << "no error";
  } catch (const ValueError& error) {
    EXPECT_STREQ(error.what(), "a group has at least one task: the layer 'y' has groups of 0");
  }
}

TEST(Grouped, NamesTheFirstTaskWhoseInputIsPastItsLayersEnd) {
  const auto graph = graph_of({numbered("x", 5), groups(9, 4)});
  try {
    expand(graph);
    FAIL() << "no error";
  } catch (const KeyError& error) {
    EXPECT_STREQ(error.what(),
                 "every input of a task is in its graph: ('y', 1) needs task 5 of the layer 'x', which has 5 tasks");
  }
}

}  // namespace
}  // namespace tusk::graph
