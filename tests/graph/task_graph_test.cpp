#include <tusk/graph/task_graph.h>

#include <gmock/gmock.h>

#include <tusk/core/error.h>
#include <tusk/graph/blockwise.h>
#include <tusk/graph/graph_builder.h>

#include "tests/graph/sample_graph.h"

namespace tusk::graph {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

LayerPtr plain_blocks(const std::string& name, std::vector<std::int64_t> grid) {
  return blockwise(name, operation(Step{}), std::move(grid), {});
}

template <class F>
std::string key_error_of(F f) {
  try {
    f();
  } catch (const KeyError& error) {
    return error.what();
  }
  return "no error";
}

TEST(TaskGraph, NumbersTasksThroughItsLayers) {
  const auto graph = graph_of({plain_blocks("a", {2}), plain_blocks("empty", {0}), plain_blocks("b", {2, 2})});
  EXPECT_EQ(graph->task_count(), 6);
  EXPECT_EQ(graph->id("b", 3), 5);
  EXPECT_EQ(graph->layer_of(1), 0);
  EXPECT_EQ(graph->layer_of(2), 2);
  EXPECT_EQ(graph->key(3).print(), "('b', 0, 1)");
}

TEST(TaskGraph, FindsTasksByTheirKeys) {
  const auto graph = graph_of({plain_blocks("a", {2}), with_keys(layer_of("t", {{}, {}, {}}), {"", "mine"})});
  EXPECT_EQ(graph->find({"a", {1}}), 1);
  EXPECT_EQ(graph->find({"mine"}), 3);
  EXPECT_EQ(graph->find({"t", {2}}), 4);
  EXPECT_EQ(graph->find({"t", {1}}), std::nullopt);
  const std::vector<Key> keys = {{"mine"}, {"a", {0}}, {"t", {0}}, {"mine"}};
  EXPECT_THAT(graph->ids(keys), ElementsAre(3, 0, 2, 3));
}

TEST(TaskGraph, SaysWhatIsMissing) {
  const auto graph = graph_of({plain_blocks("a", {2})});
  EXPECT_EQ(key_error_of([&] { graph->id("b"); }), "there is no layer 'b' in this graph of 1 layers");
  EXPECT_EQ(key_error_of([&] { graph->id("a", 2); }), "there is no task 2 in the layer 'a': it has 2");
  EXPECT_EQ(key_error_of([&] { graph->key(2); }), "there is no task 2 in this graph: it has 2");
  EXPECT_EQ(key_error_of([&] { graph->ids(std::vector<Key>{{"x"}}); }),
            "there is no task 'x' in this graph of 2 tasks");
  const auto keyed = graph_of({with_keys(layer_of("t", {{}, {}}), {"", "mine"})});
  EXPECT_EQ(key_error_of([&] { keyed->ids(std::vector<Key>{{""}}); }), "there is no task '' in this graph of 2 tasks");
}

TEST(TaskGraph, HoldsLayersOfOneNameOnce) {
  TaskGraph graph = *graph_of({plain_blocks("a", {2})});
  graph.merge(*graph_of({plain_blocks("a", {2}), plain_blocks("b", {3})}));
  graph.merge(graph);
  EXPECT_EQ(graph.layers().size(), 2);
  EXPECT_EQ(graph.task_count(), 5);
  EXPECT_THROW(graph.add(plain_blocks("a", {4})), ValueError);
}

// A graph of one task, under a key that a user chose.
TaskGraph named_task(const std::string& key, const std::string& label, const std::vector<Key>& inputs = {}) {
  GraphBuilder builder;
  for (const Key& input : inputs) builder.add(input, operation(Step{"load"}), {});
  builder.add(Key{key}, operation(Step{label}), inputs);
  return builder.build();
}

TEST(TaskGraph, RefusesTwoTasksUnderAKeyThatAUserChose) {
  const auto merged = [](TaskGraph graph, const TaskGraph& other) {
    try {
      graph.merge(other);
    } catch (const ValueError& error) {
      return std::string(error.what());
    }
    return std::to_string(graph.task_count()) + " tasks";
  };
  const TaskGraph inc = named_task("mine", "inc");
  EXPECT_EQ(merged(inc, inc), "1 tasks");
  EXPECT_EQ(merged(inc, named_task("mine", "inc")), "1 tasks");
  EXPECT_EQ(merged(inc, named_task("other", "double")), "2 tasks");
  EXPECT_EQ(merged(inc, named_task("mine", "double")),
            "the key 'mine' stands for two different tasks; give one of them another key");
  EXPECT_THAT(merged(inc, named_task("mine", "inc", {{"x"}})), HasSubstr("the key 'mine' stands for"));
  EXPECT_EQ(merged(named_task("a", "inc", {{"x"}}), named_task("b", "inc", {{"x"}})), "4 tasks");
}

TEST(TaskGraph, RefusesMoreTasksThanIdsReach) {
  TaskGraph graph = *graph_of({plain_blocks("a", {0xffffffff})});
  EXPECT_THROW(graph.add(plain_blocks("b", {1})), ValueError);
  EXPECT_EQ(graph.task_count(), 0xffffffff);
}

TEST(TaskGraph, PrintsItsLayers) {
  const auto layer = layer_of("total", {{}});
  layer->add(0, {layer->add_import("squares", 0), layer->add_import("cubes", 0)});
  EXPECT_THAT(graph_of({plain_blocks("squares", {1000, 1000}), layer})->print(),
              testing::MatchesRegex("TaskGraph: 2 layers, 1,000,002 tasks, [0-9.]+ kiB\n"
                                    "  squares  blockwise  1,000,000 tasks\n"
                                    "  total    explicit           2 tasks  needs squares, cubes"));
  std::vector<LayerPtr> many;
  for (int i = 0; i < 50; ++i) many.push_back(plain_blocks("layer" + std::to_string(i), {1}));
  EXPECT_THAT(graph_of(many)->print(), HasSubstr("layer29  blockwise           1 task\n  and 20 layers more"));
}

}  // namespace
}  // namespace tusk::graph
