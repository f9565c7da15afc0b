#include <tusk/graph/graph_builder.h>

#include <gmock/gmock.h>

#include <tusk/core/error.h>
#include <tusk/graph/blockwise.h>

#include "graph/expanded_graph.h"
#include "tests/core/message_of.h"
#include "tests/graph/sample_graph.h"

namespace tusk::graph {
namespace {

using test::message_of;
using testing::ElementsAre;

void add(GraphBuilder& builder, const Key& key, const std::string& label, const std::vector<Key>& inputs = {},
         std::shared_ptr<const Annotations> annotations = nullptr) {
  builder.add(key, operation(Step{label}), inputs, std::move(annotations));
}

std::vector<Key> inputs_of(const TaskGraph& graph, const Key& key) {
  const ExpandedGraph expanded = expand(std::make_shared<TaskGraph>(graph));
  std::vector<Key> keys;
  for (const TaskId input : expanded.inputs_of(graph.find(key).value())) keys.push_back(graph.key(input));
  return keys;
}

TEST(GraphBuilder, JoinsTasksByTheirKeys) {
  GraphBuilder builder;
  add(builder, {"z"}, "add", {{"x"}, {"y"}, {"x"}});
  add(builder, {"x"}, "load");
  add(builder, {"y"}, "load");
  const TaskGraph graph = builder.build();
  EXPECT_EQ(graph.task_count(), 3);
  EXPECT_THAT(inputs_of(graph, {"z"}), ElementsAre(Key{"x"}, Key{"y"}, Key{"x"}));
  EXPECT_THAT(inputs_of(graph, {"x"}), ElementsAre());
}

TEST(GraphBuilder, IsEmptyAfterBuilding) {
  GraphBuilder builder;
  add(builder, {"x"}, "load");
  builder.build();
  EXPECT_FALSE(builder.has({"x"}));
  EXPECT_EQ(builder.build().task_count(), 0);
}

TEST(GraphBuilder, TakesTheSameTaskTwiceAsOne) {
  GraphBuilder builder;
  add(builder, {"x"}, "load");
  add(builder, {"y"}, "inc", {{"x"}}, std::make_shared<Annotations>(Annotations{.priority = 1}));
  add(builder, {"y"}, "inc", {{"x"}});
  const TaskGraph graph = builder.build();
  EXPECT_EQ(graph.task_count(), 2);
  EXPECT_EQ(graph.layers()[0]->annotations(1)->priority, 1);
}

TEST(GraphBuilder, RefusesTwoTasksUnderOneKey) {
  GraphBuilder builder;
  add(builder, {"x"}, "load");
  add(builder, {"y"}, "inc", {{"x"}});
  EXPECT_EQ(message_of<ValueError>([&] { add(builder, {"y"}, "double", {{"x"}}); }),
            "the key 'y' stands for two different tasks: step(label='inc') and step(label='double')");
  EXPECT_EQ(message_of<ValueError>([&] { add(builder, {"y"}, "inc", {{"x"}, {"x"}}); }),
            "the key 'y' stands for two different tasks: step(label='inc') of 'x' and step(label='inc') of 'x', 'x'");
  EXPECT_EQ(message_of<ValueError>([&] { add(builder, {"y"}, "inc"); }),
            "the key 'y' stands for two different tasks: step(label='inc') of 'x' and step(label='inc') of nothing");
}

TEST(GraphBuilder, FindsInputsInItsLayers) {
  GraphBuilder builder;
  builder.add_layer(blockwise("b", operation(Step{}), {2, 3}, {}));
  builder.add_layer(with_keys(layer_of("t", {{}, {0}}), {"", "mine"}));
  EXPECT_TRUE(builder.has({"b", {1, 2}}));
  EXPECT_TRUE(builder.has({"mine"}));
  EXPECT_FALSE(builder.has({"b", {2, 0}}));
  EXPECT_FALSE(builder.has({"t", {1}}));
  const std::vector<Key> inputs = {{"b", {1, 2}}, {"mine"}, {"t", {0}}, {"b", {1, 2}}};
  add(builder, {"sum"}, "sum", inputs);
  const TaskGraph graph = builder.build();
  EXPECT_EQ(graph.task_count(), 9);
  EXPECT_EQ(inputs_of(graph, {"sum"}), inputs);
}

TEST(GraphBuilder, HoldsALayerAddedTwiceOnce) {
  GraphBuilder builder;
  for (int i = 0; i < 2; ++i) builder.add_layer(blockwise("b", operation(Step{}), {2}, {}));
  add(builder, {"sum"}, "sum", {{"b", {1}}});
  EXPECT_EQ(builder.build().task_count(), 3);
}

TEST(GraphBuilder, GivesTasksOtherNamesInALayer) {
  GraphBuilder builder;
  add(builder, {"x"}, "load");
  builder.add_aliases("parts", {{"x"}, {"y"}});
  builder.add_aliases("parts", {{"x"}, {"y"}});
  builder.add_layer(blockwise("work", operation(Step{"work"}), {2}, {{"parts", {2}, {0}}}));
  add(builder, {"y"}, "load");                                    // later than what stands for it
  add(builder, {"sum"}, "add", {{"work", {1}}, {"parts", {0}}});  // a task of what takes the layer
  const TaskGraph graph = builder.build();
  EXPECT_EQ(graph.task_count(), 3 + 2 + 2);
  EXPECT_THAT(inputs_of(graph, {"parts", {0}}), ElementsAre(Key{"x"}));
  EXPECT_THAT(inputs_of(graph, {"work", {1}}), ElementsAre(Key{"parts", {1}}));
  EXPECT_THAT(inputs_of(graph, {"parts", {1}}), ElementsAre(Key{"y"}));
  EXPECT_THAT(inputs_of(graph, {"sum"}), ElementsAre(Key{"work", {1}}, Key{"parts", {0}}));
}

TEST(GraphBuilder, NamesATaskThatIsMissingUnderAnotherName) {
  GraphBuilder builder;
  builder.add_aliases("parts", {{"gone"}});
  EXPECT_EQ(message_of<KeyError>([&] { builder.build(); }),
            "every input of a task is in its graph: ('parts', 0) needs 'gone', which was not added");
}

TEST(GraphBuilder, NamesAMissingInputAndTheTaskThatWantsIt) {
  GraphBuilder builder;
  add(builder, {"x"}, "load");
  add(builder, {"y", {3}}, "inc", {{"x"}, {"w"}});
  EXPECT_EQ(message_of<KeyError>([&] { builder.build(); }),
            "every input of a task is in its graph: ('y', 3) needs 'w', which was not added");
}

TEST(GraphBuilder, NamesTheKeysAlongACycle) {
  GraphBuilder builder;
  add(builder, {"a"}, "inc", {{"c"}});
  add(builder, {"b"}, "inc", {{"a"}});
  add(builder, {"c"}, "inc", {{"b"}});
  EXPECT_EQ(message_of<ValueError>([&] { builder.build(); }),
            "tasks need each other in a cycle: 'a' -> 'b' -> 'c' -> 'a'; let one of them do without the one before it");
}

TEST(GraphBuilder, RefusesATaskWhoseKeyALayerHas) {
  GraphBuilder builder;
  add(builder, {"b", {1}}, "load");
  builder.add_layer(blockwise("b", operation(Step{}), {2}, {}));
  EXPECT_EQ(message_of<ValueError>([&] { builder.build(); }),
            "the key ('b', 1) stands for two different tasks: step(label='load') and one of the layer 'b'");
}

TEST(GraphBuilder, GivesEqualWorkAnEqualName) {
  const auto layer_name = [](const std::string& last_key, const std::vector<Key>& last_inputs) {
    GraphBuilder builder;
    add(builder, {"x"}, "load");
    add(builder, {"y"}, "load");
    add(builder, {last_key}, "inc", last_inputs);
    return builder.build().layers()[0]->name();
  };
  const std::string name = layer_name("z", {{"x"}});
  EXPECT_EQ(name.substr(0, 6), "tasks-");
  EXPECT_EQ(name, layer_name("z", {{"x"}}));
  EXPECT_NE(name, layer_name("w", {{"x"}}));
  EXPECT_NE(name, layer_name("z", {{"y"}}));
  EXPECT_NE(name, layer_name("z", {{"x"}, {"x"}}));
}

TEST(GraphBuilder, SharesAnOperationBetweenItsTasks) {
  const OperationPtr step = operation(Step{});
  GraphBuilder builder;
  for (std::int64_t i = 0; i < 100; ++i) builder.add({"x", {i}}, step, {});
  EXPECT_EQ(expand(std::make_shared<TaskGraph>(builder.build())).operations.size(), 1);
}

}  // namespace
}  // namespace tusk::graph
