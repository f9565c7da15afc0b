#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "graph/expanded_graph.h"
#include "tests/graph/sample_graph.h"

namespace tusk::graph {
namespace {

using testing::ElementsAre;

TEST(Cull, KeepsWhatOutputsNeedInTheSameOrder) {
  std::vector<TaskId> outputs = {5, 2};
  const ExpandedGraph culled = cull(expand(graph_of_tasks({{}, {}, {0}, {1}, {1, 3}, {2, 2}})), outputs);
  EXPECT_THAT(culled.source, ElementsAre(0, 2, 5));
  EXPECT_THAT(culled.input_start, ElementsAre(0, 0, 1, 3));
  EXPECT_THAT(culled.inputs, ElementsAre(0, 1, 1));
  EXPECT_THAT(outputs, ElementsAre(2, 1));
  EXPECT_EQ(culled.key(2).print(), "('t', 5)");
  EXPECT_EQ(culled.operation(1).print(), "step(label='t2')");
}

TEST(Cull, CopiesNothingWhereAllIsNeeded) {
  ExpandedGraph expanded = expand(graph_of_tasks({{}, {0}, {1}}));
  const TaskId* inputs = expanded.inputs.data();
  std::vector<TaskId> outputs = {2};
  const ExpandedGraph culled = cull(std::move(expanded), outputs);
  EXPECT_EQ(culled.inputs.data(), inputs);
  EXPECT_TRUE(culled.source.empty());
  EXPECT_THAT(outputs, ElementsAre(2));
}

TEST(Cull, OfNothingIsNothing) {
  std::vector<TaskId> outputs;
  EXPECT_EQ(cull(expand(graph_of_tasks({{}, {0}})), outputs).task_count(), 0);
}

TEST(Cull, RefusesAnOutputThatIsNotThere) {
  std::vector<TaskId> outputs = {0, 2};
  try {
    cull(expand(graph_of_tasks({{}, {0}})), outputs);
    FAIL() << "no error";
  } catch (const KeyError& error) {
    EXPECT_STREQ(error.what(), "every output is a task of its graph: got task 2, and there are 2 tasks");
  }
}

class CullRandom : public testing::TestWithParam<std::uint32_t> {};

std::vector<bool> needed_by(const ExpandedGraph& expanded, TaskId output) {
  std::vector<bool> needed(expanded.task_count());
  needed[output] = true;
  for (bool is_changed = true; is_changed;) {
    is_changed = false;
    for (TaskId id = 0; id < expanded.task_count(); ++id) {
      for (const TaskId input : expanded.inputs_of(id)) {
        if (needed[id] && !needed[input]) needed[input] = is_changed = true;
      }
    }
  }
  return needed;
}

TEST_P(CullRandom, KeepsExactlyWhatAnOutputReaches) {
  const ExpandedGraph expanded = expand(random_graph(GetParam()));
  for (const TaskId output : {TaskId(0), TaskId(30), TaskId(59)}) {
    std::vector<TaskId> outputs = {output}, expected;
    const std::vector<bool> needed = needed_by(expanded, output);
    for (TaskId id = 0; id < needed.size(); ++id) {
      if (needed[id]) expected.push_back(id);
    }
    const ExpandedGraph culled = cull(expanded, outputs);
    EXPECT_THAT(culled.source, testing::ElementsAreArray(expected));
    EXPECT_EQ(culled.source_of(outputs[0]), output);
    for (TaskId id = 0; id < culled.task_count(); ++id) {
      const auto inputs = culled.inputs_of(id), before = expanded.inputs_of(culled.source[id]);
      EXPECT_TRUE(std::equal(inputs.begin(), inputs.end(), before.begin(), before.end(),
                             [&](TaskId now, TaskId then) { return culled.source[now] == then; }));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Cull, CullRandom, testing::Range(0u, 20u));

}  // namespace
}  // namespace tusk::graph
