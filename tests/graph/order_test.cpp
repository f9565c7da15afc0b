#include "graph/order.h"

#include <algorithm>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tusk/core/error.h>

#include "tests/graph/edge_list.h"
#include "tests/graph/order_shapes.h"

namespace tusk::graph {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

bool is_topological_permutation(const Edges& edges, const std::vector<Rank>& ranks) {
  std::vector<bool> is_taken(ranks.size());
  for (TaskId task = 0; task < ranks.size(); ++task) {
    if (ranks[task] >= ranks.size() || is_taken[ranks[task]]) return false;
    is_taken[ranks[task]] = true;
    for (const TaskId input : edges.inputs_of(task)) {
      if (ranks[input] >= ranks[task]) return false;
    }
  }
  return ranks.size() == edges.task_count();
}

std::vector<TaskId> tasks_by_rank(const std::vector<Rank>& ranks) {
  std::vector<TaskId> tasks(ranks.size());
  for (TaskId task = 0; task < ranks.size(); ++task) tasks[ranks[task]] = task;
  return tasks;
}

std::vector<TaskId> ordered(EdgeList graph) { return tasks_by_rank(static_order(graph.edges())); }

std::size_t peak(EdgeList graph) {
  const Edges edges = graph.edges();
  return peak_live_results(edges, static_order(edges));
}

// `chance` is that of an edge between two tasks; tasks are numbered by chance.
EdgeList random_graph(std::uint32_t seed, TaskId count, double chance) {
  std::mt19937 bits(seed);
  EdgeList graph;
  for (TaskId task = 0; task < count; ++task) {
    std::vector<TaskId> inputs;
    for (TaskId input = 0; input < task; ++input) {
      if (bits() < chance * 0x1p32) inputs.push_back(input);
    }
    graph.add(std::move(inputs));
  }
  std::vector<TaskId> numbers(count);
  std::iota(numbers.begin(), numbers.end(), TaskId(0));
  std::shuffle(numbers.begin(), numbers.end(), bits);
  return graph.renumbered(numbers);
}

TEST(Order, OfNothingIsEmpty) {
  EXPECT_THAT(static_order(Edges{}), IsEmpty());
  EXPECT_THAT(ordered({}), IsEmpty());
  EXPECT_EQ(peak({}), 0);
}

TEST(Order, OfOneTaskIsThatTask) {
  EXPECT_THAT(ordered({{}}), ElementsAre(0));
  EXPECT_EQ(peak({{}}), 1);
}

TEST(Order, RunsAChainFromItsBeginningHoweverItIsNumbered) {
  EXPECT_THAT(ordered({{}, {0}, {1}, {2}}), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(ordered({{2}, {3}, {1}, {}}), ElementsAre(3, 1, 2, 0));
}

TEST(Order, RunsTheInputsOfAMergeAsTheyAreNumbered) {
  EXPECT_THAT(ordered({{}, {}, {}, {0, 1, 2}}), ElementsAre(0, 1, 2, 3));
}

TEST(Order, HoldsOneResultALevelOfAPairwiseSum) { EXPECT_EQ(peak(Shape::build("reduction", {1U << 10, 2})), 10 + 2); }

TEST(Order, ComputesTheInputThatNeedsMoreRoomFirst) {
  //     6 takes 0 and 5; 5 sums 3 and 4, which take a root each
  EXPECT_THAT(ordered({{}, {}, {}, {1}, {2}, {3, 4}, {0, 5}}), ElementsAre(1, 3, 2, 4, 5, 0, 6));
}

TEST(Order, RunsTheLastConsumerOfAResultAtOnce) {
  // 2 takes 0, 3 takes 1, 4 takes both: after 1, it is 4 that releases a result.
  EXPECT_THAT(ordered({{}, {}, {0}, {1}, {0, 1}}), ElementsAre(0, 2, 1, 4, 3));
}

TEST(Order, FinishesOneBranchOfADiamondBeforeTheNext) {
  EXPECT_THAT(ordered({{}, {0}, {0}, {1}, {2}, {3, 4}}), ElementsAre(0, 1, 3, 2, 4, 5));
}

TEST(Order, RunsComponentsOneAfterAnother) {
  constexpr TaskId kComponents = 5;
  EdgeList graph;  // each component: a source, three tasks that take it, two outputs; numbered alternately
  for (TaskId at = 0; at < kComponents; ++at) graph.add();
  for (TaskId at = 0; at < 3 * kComponents; ++at) graph.add({at % kComponents});
  for (TaskId at = 0; at < kComponents; ++at) graph.add({kComponents + at, 2 * kComponents + at});
  for (TaskId at = 0; at < kComponents; ++at) graph.add({2 * kComponents + at, 3 * kComponents + at});
  const std::vector<TaskId> order = ordered(graph);
  for (std::size_t place = 1; place < order.size(); ++place) {
    const bool is_same = order[place] % kComponents == order[place - 1] % kComponents;
    EXPECT_EQ(is_same, place % 6 != 0) << "at " << place;
  }
}

TEST(Order, RunsComponentsThatReleaseMostFirst) {
  EXPECT_THAT(ordered({{}, {}, {}, {}, {}, {2, 3, 4}}), ElementsAre(2, 3, 4, 5, 0, 1));
  EXPECT_EQ(peak({{}, {}, {}, {}, {}, {2, 3, 4}}), 4);
}

TEST(Order, CountsAnInputThatIsTakenTwiceOnce) {
  const EdgeList once = {{}, {}, {0}, {1}, {2, 3}, {0, 4}}, twice = {{}, {}, {0, 0}, {1, 1}, {2, 3, 2}, {0, 4}};
  EXPECT_EQ(ordered(twice), ordered(once));
}

TEST(Order, OfAGraphThatNeedsASearchIsTheSameEverywhere) {
  EXPECT_THAT(ordered(Shape::build("product", {2})),
              ElementsAre(0, 4, 8, 1, 6, 9, 10, 5, 11, 7, 12, 13, 2, 17, 14, 3, 18, 19, 15, 16));
}

TEST(Order, IsATopologicalPermutation) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    EdgeList graph = random_graph(seed, 1 + seed % 67, 0.5 / (1 + seed % 7));
    EXPECT_TRUE(is_topological_permutation(graph.edges(), static_order(graph.edges()))) << "seed " << seed;
  }
}

TEST(Order, OfALargeGraphIsATopologicalPermutation) {
  for (const char* name : {"butterfly", "product"}) {
    EdgeList graph = Shape::build(name, {11});
    EXPECT_TRUE(is_topological_permutation(graph.edges(), static_order(graph.edges()))) << name;
  }
}

TEST(Order, NeedsNoStackForLongGraphs) {
  constexpr TaskId kLength = 500'000;
  EdgeList ladder = {{}, {0}};
  for (TaskId rung = 1; rung < kLength; ++rung) {
    ladder.add({2 * rung - 2});
    ladder.add({2 * rung - 1, 2 * rung});
  }
  EXPECT_LE(peak(std::move(ladder)), 3);
  EXPECT_EQ(peak(Shape::build("chain", {2 * kLength})), 2);
}

TEST(Order, ThrowsWhereTasksNeedEachOther) {
  EdgeList graph = {{}, {0, 3}, {1}, {2}};
  try {
    static_order(graph.edges());
    FAIL() << "no error";
  } catch (const ValueError& error) {
    EXPECT_STREQ(error.what(),
                 "tasks must not need each other in a cycle: tasks 1, 2, 3 do; let one of them do without");
  }
}

TEST(FindCycle, FindsNoneInAGraphWithout) {
  EXPECT_THAT(find_cycle(Edges{}), IsEmpty());
  EXPECT_THAT(find_cycle(EdgeList{{2}, {}, {1}}.edges()), IsEmpty());
}

TEST(FindCycle, FindsATaskThatNeedsItself) { EXPECT_THAT(find_cycle(EdgeList{{}, {0, 1}}.edges()), ElementsAre(1)); }

TEST(FindCycle, ListsTasksSoThatEachIsAnInputOfTheNext) {
  for (std::uint32_t seed = 0; seed < 50; ++seed) {
    EdgeList graph = random_graph(seed, 60, 0.05);
    std::mt19937 bits(seed);
    std::vector<std::vector<TaskId>> inputs = graph.inputs();
    for (int extra = 0; extra < 30; ++extra) inputs[bits() % 60].push_back(TaskId(bits() % 60));
    EdgeList tangled;
    for (const std::vector<TaskId>& row : inputs) tangled.add(row);
    const std::vector<TaskId> cycle = find_cycle(tangled.edges());
    for (std::size_t at = 0; at < cycle.size(); ++at) {
      EXPECT_THAT(inputs[cycle[(at + 1) % cycle.size()]], testing::Contains(cycle[at])) << "seed " << seed;
    }
    if (!cycle.empty()) continue;
    EXPECT_TRUE(is_topological_permutation(tangled.edges(), static_order(tangled.edges()))) << "seed " << seed;
  }
}

TEST(FindCycle, LeavesOutTasksBelowAndAboveTheCycle) {
  EXPECT_THAT(find_cycle(EdgeList{{}, {0}, {1, 4}, {2}, {3}, {4}, {5}}.edges()),
              testing::UnorderedElementsAre(2, 3, 4));
}

TEST(PeakLiveResults, CountsATasksResultBesideItsInputsAndOutputsForEver) {
  EdgeList graph = {{}, {}, {0, 1}, {2}, {2}};
  const std::vector<Rank> ranks = {0, 1, 2, 3, 4};
  EXPECT_EQ(peak_live_results(graph.edges(), ranks), 3);
  EXPECT_EQ(peak_waiting_results(graph.edges(), ranks), 2);
}

TEST(PeakLiveResults, DependsOnTheOrder) {
  EdgeList graph = {{}, {}, {0}, {1}};
  EXPECT_EQ(peak_live_results(graph.edges(), std::vector<Rank>{0, 2, 1, 3}), 3);
  EXPECT_EQ(peak_live_results(graph.edges(), std::vector<Rank>{0, 1, 2, 3}), 3);
  EXPECT_EQ(peak_waiting_results(graph.edges(), std::vector<Rank>{0, 2, 1, 3}), 1);
  EXPECT_EQ(peak_waiting_results(graph.edges(), std::vector<Rank>{0, 1, 2, 3}), 2);
}

}  // namespace
}  // namespace tusk::graph
