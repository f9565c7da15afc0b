#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "graph/expanded_graph.h"
#include "tests/graph/sample_graph.h"

namespace tusk::graph {
namespace {

using Chains = std::vector<std::vector<TaskId>>;

Chains chains_of(const ExpandedGraph& fused) {
  Chains chains;
  for (TaskId id = 0; id < fused.task_count(); ++id) chains.push_back(fused.sources_of(id));
  return chains;
}

struct FuseCase {
  const char* name;
  std::vector<std::vector<TaskId>> inputs;
  std::vector<TaskId> outputs;
  Chains chains;
};

class Fuse : public testing::TestWithParam<FuseCase> {};

TEST_P(Fuse, JoinsLinearChainsOnly) {
  std::vector<TaskId> outputs = GetParam().outputs;
  const ExpandedGraph fused = fuse(cull(expand(graph_of_tasks(GetParam().inputs)), outputs), outputs);
  EXPECT_EQ(chains_of(fused), GetParam().chains);
  for (std::size_t i = 0; i < outputs.size(); ++i) EXPECT_EQ(fused.source_of(outputs[i]), GetParam().outputs[i]);
}

const FuseCase kFuseCases[] = {
    {"Chain", {{}, {0}, {1}}, {2}, {{0, 1, 2}}},
    {"ChainInAnyOrder", {{2}, {}, {1}}, {0}, {{1, 2, 0}}},
    {"NotAcrossAnOutput", {{}, {0}, {1}}, {1, 2}, {{0, 1}, {2}}},
    {"NotWhereTwoTakeIt", {{}, {0}, {0}, {1, 2}}, {3}, {{0}, {1}, {2}, {3}}},
    {"NotWhereItIsTakenTwice", {{}, {0, 0}}, {1}, {{0}, {1}}},
    {"NotIntoATaskWithOtherInputs", {{}, {0}, {}, {1, 2}}, {3}, {{0, 1}, {2}, {3}}},
    {"BetweenForkAndJoin", {{}, {0}, {1}, {0}, {3}, {2, 4}, {5}}, {6}, {{0}, {1, 2}, {3, 4}, {5, 6}}},
    {"AfterCulling", {{}, {0}, {0}, {1}}, {3}, {{0, 1, 3}}},
    {"InOrderOfTheLast", {{}, {}, {1}, {0}, {2, 3}}, {4}, {{1, 2}, {0, 3}, {4}}},
};
INSTANTIATE_TEST_SUITE_P(Fuse, Fuse, testing::ValuesIn(kFuseCases), [](const auto& info) { return info.param.name; });

TEST(FuseAnnotated, JoinsTasksOfEqualAnnotations) {
  const auto layer = layer_of("t", {{}, {0}, {1}, {2}});
  const auto annotations = [](int priority) {
    return std::make_shared<Annotations>(Annotations{.priority = priority});
  };
  layer->set_annotations(1, annotations(1));
  layer->set_annotations(2, annotations(1));
  layer->set_annotations(3, annotations(2));
  std::vector<TaskId> outputs = {3};
  EXPECT_EQ(chains_of(fuse(expand(graph_of({layer})), outputs)), (Chains{{0}, {1, 2}, {3}}));
}

TEST(FuseCycle, IsNamed) {
  std::vector<TaskId> outputs;
  EXPECT_THROW(fuse(expand(graph_of_tasks({{1}, {0}})), outputs), ValueError);
}

TEST(FuseCycle, NamesEveryTaskOfAFusedChain) {
  std::vector<TaskId> outputs = {1};
  const ExpandedGraph fused = fuse(expand(graph_of({with_keys(layer_of("t", {{1}, {0}}), {"a", "b"})})), outputs);
  try {
    check_acyclic(fused);
    FAIL() << "no error";
  } catch (const ValueError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("'a' -> 'b' -> 'a'"));
  }
}

class FuseRandom : public testing::TestWithParam<std::uint32_t> {};

// What a task would compute, written out.
std::string expression(const ExpandedGraph& expanded, TaskId id) {
  std::string text;
  for (const TaskId input : expanded.inputs_of(id)) text += expression(expanded, input);
  for (const std::uint32_t operation : expanded.operations_of(id)) {
    text = expanded.operations[operation]->print() + "(" + text + ") ";
  }
  return text;
}

TEST_P(FuseRandom, ComputesTheSame) {
  std::vector<TaskId> outputs = {7, 20};
  const ExpandedGraph culled = cull(expand(random_graph(GetParam(), 30)), outputs);
  std::vector<TaskId> fused_outputs = outputs;
  const ExpandedGraph fused = fuse(culled, fused_outputs);
  for (std::size_t i = 0; i < outputs.size(); ++i)
    EXPECT_EQ(expression(fused, fused_outputs[i]), expression(culled, outputs[i]));
}

INSTANTIATE_TEST_SUITE_P(Fuse, FuseRandom, testing::Range(0u, 20u));

}  // namespace
}  // namespace tusk::graph
