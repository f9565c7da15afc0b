#include "diagnostics/graph_sketch.h"

#include <gmock/gmock.h>

#include "tests/diagnostics/fake_run.h"

namespace tusk::diagnostics {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

// `count` tasks add-0, add-1 … and one that sums them.
std::vector<FakeTask> merge_tasks(graph::TaskId count) {
  std::vector<FakeTask> tasks = like_tasks("add", count);
  FakeTask sum{.key = {"sum-1"}};
  for (graph::TaskId i = 0; i < count; ++i) sum.inputs.push_back(i);
  tasks.push_back(sum);
  return tasks;
}

TEST(GraphSketch, DrawsEachTaskOfASmallGraph) {
  GroupTimes groups;
  const GraphSketch sketch = sketch_graph(FakeRun(merge_tasks(2)), groups);
  EXPECT_THAT(sketch.dot,
              AllOf(HasSubstr("t0 [label=\"add\" class=\"group_0\"]"),
                    HasSubstr("t2 [label=\"sum\" class=\"group_1\"]"), HasSubstr("t0 -> t2"), HasSubstr("t1 -> t2")));
  EXPECT_THAT(sketch.titles, ElementsAre("add-0\nf()", "add-1\nf()", "sum-1\nf()"));
  EXPECT_EQ(sketch.note, "");
}

TEST(GraphSketch, ShowsTheBlocksNumbers) {
  GroupTimes groups;
  EXPECT_THAT(sketch_graph(FakeRun(std::vector<FakeTask>{{.key = {"x-12", {0, 3}}}}), groups).dot,
              HasSubstr("label=\"x (0, 3)\""));
}

TEST(GraphSketch, DrawsTheGroupsOfALargeGraph) {
  GroupTimes groups;
  const GraphSketch sketch = sketch_graph(FakeRun(merge_tasks(2000)), groups);
  EXPECT_THAT(sketch.dot, AllOf(HasSubstr("label=\"add\\n2,000 tasks\""), HasSubstr("label=\"sum\\n1 task\""),
                                HasSubstr("t0 -> t1")));
  EXPECT_THAT(sketch.titles, SizeIs(2));
  EXPECT_THAT(sketch.note, HasSubstr("2,001 tasks are too many to draw one by one"));
}

TEST(GraphSketch, FindsEveryLayerOfAGraphOfWhichItExaminesAPart) {
  GroupTimes groups;
  auto tasks = like_tasks("load", 300'000);
  for (graph::TaskId i = 0; i < 3; ++i) tasks.push_back({.key = {"rare-" + std::to_string(i)}, .inputs = {i}});
  for (graph::TaskId i = 0; i < 100; ++i) tasks.push_back({.key = {"sum-" + std::to_string(i)}, .inputs = {300'000}});
  const GraphSketch sketch = sketch_graph(FakeRun(std::move(tasks)), groups);
  EXPECT_THAT(sketch.titles, ElementsAre("load\nabout 300,000 tasks", "rare\n3 tasks", "sum\nabout 100 tasks"));
  EXPECT_THAT(sketch.note, HasSubstr("About one task in 4 was examined"));
}

TEST(GraphSketch, SaysThatTooManyNamesAreNotDrawn) {
  GroupTimes groups;
  std::vector<FakeTask> tasks;
  for (char a = 'a'; a <= 'z'; ++a) {
    for (char b = 'a'; b <= 'z'; ++b) tasks.push_back({.key = {std::string{a, b}}});
  }
  const GraphSketch sketch = sketch_graph(FakeRun(std::move(tasks)), groups);
  EXPECT_EQ(sketch.dot, "");
  EXPECT_EQ(sketch.note, "676 tasks of 676 names are too many to draw");
}

TEST(GraphSketch, EscapesWhatGraphvizWouldMistake) {
  GroupTimes groups;
  const GraphSketch sketch = sketch_graph(FakeRun(std::vector<FakeTask>{{.key = {"a\"]; evil \\N\x01"}}}), groups);
  EXPECT_THAT(sketch.dot, AllOf(HasSubstr(R"(a\"]; evil \\N)"), Not(HasSubstr("\x01"))));
}

TEST(GraphSketch, SaysThatARunHadNoTasks) {
  GroupTimes groups;
  EXPECT_EQ(sketch_graph(FakeRun(), groups).note, "The run had no tasks");
}

}  // namespace
}  // namespace tusk::diagnostics
