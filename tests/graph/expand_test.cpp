#include <gmock/gmock.h>

#include <tusk/core/error.h>
#include <tusk/graph/blockwise.h>

#include "graph/expanded_graph.h"
#include "tests/graph/sample_graph.h"

namespace tusk::graph {
namespace {

using testing::ElementsAre;

template <class E>
std::string message_of_expanding(const std::shared_ptr<const TaskGraph>& graph) {
  try {
    expand(graph);
  } catch (const E& error) {
    return error.what();
  }
  return "no error";
}

TEST(Expand, CopiesTheOnlyLayer) {
  const auto graph = graph_of_tasks({{}, {}, {0, 1, 1}});
  const ExpandedGraph expanded = expand(graph);
  EXPECT_EQ(expanded.task_count(), 3);
  EXPECT_THAT(expanded.input_start, ElementsAre(0, 0, 0, 3));
  EXPECT_THAT(expanded.inputs, ElementsAre(0, 1, 1));
  EXPECT_EQ(expanded.operation(1).print(), "step(label='t1')");
  EXPECT_EQ(expanded.key(2).print(), "('t', 2)");
}

TEST(Expand, NumbersTasksOfLaterLayersOnAndFindsInputsInOtherLayers) {
  const auto b = std::make_shared<ExplicitLayer>("b");
  const auto step = b->add_operation(operation(Step{"only"}));
  const TaskId from_a = b->add_import("a", 1), from_c = b->add_import("c", 0);
  b->add(step, {from_a, from_c});
  b->add(step, {0, from_a});
  const ExpandedGraph expanded = expand(graph_of({layer_of("a", {{}, {0}}), b, layer_of("c", {{}, {0}})}));
  EXPECT_THAT(expanded.input_start, ElementsAre(0, 0, 1, 3, 5, 5, 6));
  EXPECT_THAT(expanded.inputs, ElementsAre(0, 1, 4, 2, 1, 4));
  EXPECT_EQ(expanded.operation(3).print(), "step(label='only')");
  EXPECT_EQ(expanded.operation(5).print(), "step(label='c1')");
}

TEST(Expand, KnowsTheAnnotationsOfTasks) {
  const auto layer = layer_of("b", {{}, {}});
  layer->set_annotations(1, std::make_shared<Annotations>(Annotations{.priority = 5}));
  const ExpandedGraph expanded = expand(graph_of({layer_of("a", {{}}), layer}));
  EXPECT_EQ(expanded.annotations(1), nullptr);
  EXPECT_EQ(expanded.annotations(2)->priority, 5);
}

TEST(Expand, NamesAMissingLayerAndATaskThatWantsIt) {
  const auto layer = layer_of("b", {{}});
  layer->add(0, {0, layer->add_import("a", 3)});
  EXPECT_EQ(message_of_expanding<KeyError>(graph_of({layer})),
            "every input of a task is in its graph: ('b', 1) needs task 3 of the layer 'a', which is not in the graph; "
            "add that layer, or merge "
            "the graph that has it");
}

TEST(Expand, NamesAnInputPastTheEndOfItsLayer) {
  const auto layer = layer_of("b", {{}, {0}});
  layer->add(0, {layer->add_import("a", 3)});
  EXPECT_EQ(
      message_of_expanding<KeyError>(graph_of({layer_of("a", {{}, {}, {}}), with_keys(layer, {"", "", "sum-1"})})),
      "every input of a task is in its graph: 'sum-1' needs task 3 of the layer 'a', which has 3 tasks");
  EXPECT_EQ(message_of_expanding<KeyError>(graph_of_tasks({{}, {}, {1, 3}})),
            "every input of a task is in its graph: ('t', 2) needs task 3 of its own layer 't', which has 3 tasks");
}

TEST(Expand, RefusesNumbersThatTheLayerNeverGave) {
  EXPECT_EQ(message_of_expanding<KeyError>(graph_of_tasks({{}, {0x80000002}})),
            "an input from another layer is a number that add_import() gave: ('t', 1) needs import 2, and there are 0");
  const auto layer = layer_of("t", {{}});
  layer->add(4, {});
  EXPECT_EQ(message_of_expanding<ValueError>(graph_of({layer})),
            "a task's operation is a number that add_operation() gave: ('t', 1) has 4, and there are 1");
}

TEST(Expand, RefusesMoreInputsThanNumbersReachBeforeItTakesMemory) {
  const auto step = operation(Step{});
  const BlockInput x{"x", {1 << 20, 1 << 10}, {0, 1}};
  EXPECT_EQ(message_of_expanding<ValueError>(
                graph_of({blockwise("x", step, x.grid, {}), blockwise("y", step, x.grid, {x, x, x})})),
            "the tasks of one graph may have 2147483648 inputs together: these 2147483648 tasks have 3221225472; take "
            "larger blocks");
}

// A layer that says something else than it does.
class WrongLayer final : public Layer {
 public:
  WrongLayer(TaskId tasks, std::uint64_t inputs) : task_count_(tasks), input_count_(inputs) {}
  const std::string& name() const override { return name_; }
  std::string_view kind() const override { return "wrong"; }
  TaskId task_count() const override { return task_count_; }
  std::uint64_t input_count() const override { return input_count_; }
  std::vector<std::string> dependencies() const override { return {}; }
  Key key(TaskId index) const override { return {name_, {index}}; }
  std::optional<TaskId> index_of(const Key&) const override { return std::nullopt; }
  void expand(Expansion& expansion) const override {
    const auto number = expansion.add_operation(operation_.get());
    expansion.end_task(number);
    expansion.add_input(expansion.first());
    expansion.end_task(number);
  }
  std::size_t size_bytes() const override { return sizeof(*this); }

 private:
  std::string name_ = "wrong";
  OperationPtr operation_ = operation(Step{});
  TaskId task_count_;
  std::uint64_t input_count_;
};

TEST(Expand, ChecksThatALayerDoesWhatItSays) {
  EXPECT_EQ(message_of_expanding<InternalError>(graph_of({std::make_shared<WrongLayer>(2, 1)})), "no error");
  EXPECT_NE(message_of_expanding<InternalError>(graph_of({std::make_shared<WrongLayer>(3, 1)})), "no error");
  EXPECT_NE(message_of_expanding<InternalError>(graph_of({std::make_shared<WrongLayer>(2, 0)})), "no error");
}

TEST(LinkConsumers, ListsEachTasksConsumersInOrderOncePerInput) {
  ExpandedGraph expanded = expand(graph_of_tasks({{}, {0}, {0, 0}, {1, 0}, {}}));
  link_consumers(expanded);
  const auto consumers = [&](TaskId id) {
    return std::vector(expanded.consumers_of(id).begin(), expanded.consumers_of(id).end());
  };
  EXPECT_THAT(consumers(0), ElementsAre(1, 2, 2, 3));
  EXPECT_THAT(consumers(1), ElementsAre(3));
  EXPECT_THAT(consumers(2), ElementsAre());
  EXPECT_THAT(consumers(4), ElementsAre());
}

TEST(LinkConsumers, TakesTheEmptyGraph) {
  ExpandedGraph expanded = expand(graph_of(std::vector<LayerPtr>{}));
  link_consumers(expanded);
  EXPECT_EQ(expanded.edges().task_count(), 0);
}

TEST(ExpandedGraph, TakesTwelveBytesATaskAndEightAnInput) {
  const auto size_bytes = [](TaskId tasks) {
    std::vector<std::vector<TaskId>> inputs(tasks, {0, 0, 0});
    auto layer = std::make_shared<ExplicitLayer>("x");
    const auto step = layer->add_operation(operation(Step{}));
    for (TaskId i = 0; i < tasks; ++i) layer->add(step, {0, 0, 0});
    ExpandedGraph expanded = expand(graph_of({layer}));
    link_consumers(expanded);
    return expanded.size_bytes();
  };
  EXPECT_EQ(size_bytes(2000) - size_bytes(1000), 1000 * (12 + 3 * 8));
}

struct CycleCase {
  const char* name;
  std::vector<std::vector<TaskId>> inputs;
  const char* cycle;
};

class Cycles : public testing::TestWithParam<CycleCase> {};

TEST_P(Cycles, AreNamedByTheirKeys) {
  ExpandedGraph expanded = expand(graph_of({with_keys(layer_of("t", GetParam().inputs), {"a", "b", "c"})}));
  link_consumers(expanded);
  try {
    check_acyclic(expanded);
    EXPECT_EQ(GetParam().cycle, nullptr);
  } catch (const ValueError& error) {
    EXPECT_EQ(error.what(), std::string("tasks need each other in a cycle: ") + GetParam().cycle +
                                "; let one of them do without the one before it");
  }
}

const CycleCase kCycles[] = {
    {"None", {{}, {0}, {1}}, nullptr},
    {"NoneThoughInputsComeLater", {{1, 2}, {2}, {}}, nullptr},
    {"ToItself", {{}, {1}, {1}}, "'b' -> 'b'"},
    {"OfTwo", {{1}, {0}, {}}, "'a' -> 'b' -> 'a'"},
    {"OfThreeInTheirDirection", {{1}, {2}, {0}}, "'a' -> 'c' -> 'b' -> 'a'"},
    {"OfManyIsCutShort",
     {{9}, {0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}},
     "'a' -> 'b' -> 'c' -> ('t', 3) -> ('t', 4) -> ('t', 5) -> ('t', 6) -> ('t', 7) -> ... (10 tasks) -> 'a'"},
};
INSTANTIATE_TEST_SUITE_P(CheckAcyclic, Cycles, testing::ValuesIn(kCycles),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace tusk::graph
