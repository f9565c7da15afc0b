#include <tusk/graph/explicit_layer.h>

#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "tests/graph/sample_graph.h"

namespace tusk::graph {
namespace {

using testing::ElementsAre;

TEST(ExplicitLayer, DerivesKeysFromItsNameUnlessTheyAreGiven) {
  ExplicitLayer layer("x");
  const auto step = layer.add_operation(operation(Step{}));
  for (int i = 0; i < 3; ++i) layer.add(step, {});
  layer.set_key(1, Key{"mine"});
  EXPECT_EQ(layer.key(0).print(), "('x', 0)");
  EXPECT_EQ(layer.key(1).print(), "mine");
  EXPECT_EQ(layer.key(2).print(), "('x', 2)");
}

TEST(ExplicitLayer, FindsTheTaskThatHasAKey) {
  const auto layer = with_keys(layer_of("x", {{}, {}, {}}), {"", "mine"});
  EXPECT_EQ(layer->index_of({"mine"}), 1);
  EXPECT_EQ(layer->index_of({"x", {2}}), 2);
  for (const Key& absent :
       {Key{"x", {1}}, Key{"x", {3}}, Key{"x", {-1}}, Key{"x"}, Key{"x", {0, 0}}, Key{"y", {0}}, Key{""}}) {
    EXPECT_EQ(layer->index_of(absent), std::nullopt) << absent.print();
  }
}

TEST(ExplicitLayer, NamesEachLayerThatItImportsFromOnce) {
  ExplicitLayer layer("x");
  const auto step = layer.add_operation(operation(Step{}));
  layer.add(step, {layer.add_import("b", 0), layer.add_import("a", 7), layer.add_import("b", 1)});
  EXPECT_THAT(layer.dependencies(), ElementsAre("b", "a"));
  EXPECT_EQ(layer.input_count(), 3);
}

TEST(ExplicitLayer, TakesEightBytesATaskAndFourAnInput) {
  const auto size_bytes = [](TaskId tasks, TaskId inputs) {
    ExplicitLayer layer("x");
    layer.reserve(tasks, tasks * inputs);
    const auto step = layer.add_operation(operation(Step{}));
    for (TaskId i = 0; i < tasks; ++i) layer.add(step, std::vector<TaskId>(inputs, 0));
    return layer.size_bytes();
  };
  EXPECT_EQ(size_bytes(2000, 3) - size_bytes(1000, 3), 1000 * (8 + 3 * 4));
}

TEST(ExplicitLayer, RefusesMoreInputsThanNumbersReach) {
  ExplicitLayer layer("x");
  const TaskId input = 0;
  const std::span<const TaskId> never_read(&input, kMostInputs + 1);
  EXPECT_THROW(layer.add(layer.add_operation(operation(Step{})), never_read), ValueError);
  EXPECT_EQ(layer.task_count(), 0);
}

TEST(ExplicitLayer, KeepsAnnotationsOfTheTasksThatHaveSome) {
  const auto layer = layer_of("x", {{}, {}, {}});
  EXPECT_FALSE(layer->has_annotations());
  layer->set_annotations(1, std::make_shared<Annotations>(Annotations{.priority = 3}));
  EXPECT_TRUE(layer->has_annotations());
  EXPECT_EQ(layer->annotations(0), nullptr);
  EXPECT_EQ(layer->annotations(1)->priority, 3);
  EXPECT_EQ(layer->annotations(2), nullptr);
}

}  // namespace
}  // namespace tusk::graph
