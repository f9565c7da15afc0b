// How few results the static order holds, beside Dask's order. tools/compare_order writes order_graphs.inc and says
// what is in it.
#include <algorithm>
#include <numeric>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "graph/order.h"
#include "tests/graph/edge_list.h"
#include "tests/graph/order_shapes.h"

namespace tusk::graph {
namespace {

constexpr const char* kMeasured =
#include "tests/graph/order_graphs.inc"
    ;

struct Peaks {
  std::size_t live = 0;
  std::size_t waiting = 0;
};

struct Measured {
  std::string name;
  Peaks dask;
  std::string graph;
};

void PrintTo(const Measured& measured, std::ostream* out) {
  *out << measured.name << " (Dask: " << measured.dask.live << " live, " << measured.dask.waiting << " waiting)";
}

std::vector<Measured> measured(const std::string& kind) {
  std::vector<Measured> all;
  std::istringstream lines(kMeasured);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first;
    Measured one;
    if (words >> first >> one.name >> one.dask.live >> one.dask.waiting >> one.graph && first == kind) {
      all.push_back(one);
    }
  }
  return all;
}

EdgeList listed_graph(const std::string& text) {
  EdgeList graph;
  std::istringstream rows(text + ";");
  for (std::string row; std::getline(rows, row, ';');) {
    std::vector<TaskId> inputs;
    std::istringstream numbers(row);
    for (std::string number; std::getline(numbers, number, ',');) {
      inputs.push_back(TaskId(int(graph.task_count()) - std::stoi(number)));
    }
    graph.add(std::move(inputs));
  }
  return graph;
}

EdgeList shape_named(const std::string& text) {
  std::istringstream words(text);
  std::string name;
  std::getline(words, name, ':');
  std::vector<std::uint32_t> sizes;
  for (std::string word; std::getline(words, word, ':');) sizes.push_back(std::uint32_t(std::stoul(word)));
  return Shape::build(name, sizes);
}

Peaks peaks(EdgeList graph) {
  const Edges edges = graph.edges();
  const std::vector<Rank> ranks = static_order(edges);
  return {peak_live_results(edges, ranks), peak_waiting_results(edges, ranks)};
}

// As it is, from its end, and by chance.
std::vector<TaskId> numbering(TaskId count, int which) {
  std::vector<TaskId> numbers(count);
  std::iota(numbers.begin(), numbers.end(), TaskId(0));
  if (which == 1) std::ranges::reverse(numbers);
  std::mt19937 bits{std::uint32_t(which)};
  if (which > 1) std::shuffle(numbers.begin(), numbers.end(), bits);
  return numbers;
}

std::string test_name(const testing::TestParamInfo<Measured>& info) {
  std::string name;
  for (const char letter : info.param.name) name += std::isalnum(letter) != 0 ? letter : '_';
  return name + "_" + std::to_string(info.index);
}

class GraphOfDasksTests : public testing::TestWithParam<Measured> {};

TEST_P(GraphOfDasksTests, HoldsNoMoreThanInDasksOrderHoweverItIsNumbered) {
  const EdgeList graph = listed_graph(GetParam().graph);
  for (int which = 0; which < 6; ++which) {
    const Peaks ours = peaks(graph.renumbered(numbering(graph.task_count(), which)));
    EXPECT_LE(ours.live, GetParam().dask.live) << "numbering " << which;
    EXPECT_LE(ours.waiting, GetParam().dask.waiting) << "numbering " << which;
  }
}

INSTANTIATE_TEST_SUITE_P(All, GraphOfDasksTests, testing::ValuesIn(measured("dask")), test_name);

class LargeShape : public testing::TestWithParam<Measured> {};

TEST_P(LargeShape, HoldsHardlyMoreThanInDasksOrder) {
  EdgeList graph = shape_named(GetParam().name);
  ASSERT_EQ(std::to_string(graph.task_count()), GetParam().graph) << "built otherwise than when Dask was measured";
  const Peaks dask = GetParam().dask, ours = peaks(std::move(graph));
  const auto hardly_more = [](std::size_t peak) { return peak + std::max<std::size_t>(1, peak / 32); };
  EXPECT_LE(ours.live, hardly_more(dask.live));
  EXPECT_LE(ours.waiting, hardly_more(dask.waiting));
}

INSTANTIATE_TEST_SUITE_P(All, LargeShape, testing::ValuesIn(measured("shape")), test_name);

TEST(RandomGraphs, HoldNoMoreThanInDasksOrderButForAFewThatHoldLessByTheOtherMeasure) {
  int more = 0;
  for (const Measured& graph : measured("random")) {
    const Peaks dask = graph.dask, ours = peaks(listed_graph(graph.graph));
    EXPECT_LE(ours.live + ours.waiting, dask.live + dask.waiting) << graph.name;
    more += ours.live > dask.live || ours.waiting > dask.waiting;
  }
  EXPECT_LE(more, 4) << "of " << measured("random").size();
}

}  // namespace
}  // namespace tusk::graph
