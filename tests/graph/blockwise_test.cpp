#include <tusk/graph/blockwise.h>

#include <gmock/gmock.h>

#include <tusk/core/error.h>
#include <tusk/graph/task_graph.h>

#include "graph/expanded_graph.h"
#include "tests/graph/sample_graph.h"

namespace tusk::graph {
namespace {

using Grid = std::vector<std::int64_t>;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr int kShared = BlockInput::kShared;

LayerPtr blocks(const std::string& name, const Grid& grid, const std::vector<BlockInput>& inputs = {}) {
  return blockwise(name, operation(Step{name}), grid, inputs);
}

struct BlockwiseCase {
  const char* name;
  Grid grid;
  std::vector<BlockInput> inputs;
};

class BlockwiseInputs : public testing::TestWithParam<BlockwiseCase> {};

// What the header says, block by block.
TEST_P(BlockwiseInputs, AreTheMatchingBlocks) {
  const auto& [name, grid, inputs] = GetParam();
  std::vector<LayerPtr> layers;
  for (const BlockInput& input : inputs) layers.push_back(blocks(input.layer, input.grid));
  layers.push_back(blocks("y", grid, inputs));
  const auto graph = graph_of(layers);
  const ExpandedGraph expanded = expand(graph);

  for (TaskId index = 0; index < layers.back()->task_count(); ++index) {
    const Key key = layers.back()->key(index);
    std::vector<Key> expected, found;
    for (const BlockInput& input : inputs) {
      Key& wanted = expected.emplace_back(Key{input.layer, {}});
      for (std::size_t i = 0; i < input.grid.size(); ++i) {
        wanted.block.push_back(input.axes[i] == kShared || input.grid[i] == 1 ? 0 : key.block[input.axes[i]]);
      }
    }
    for (const TaskId id : expanded.inputs_of(graph->id("y", index))) found.push_back(graph->key(id));
    EXPECT_EQ(found, expected) << key.print();
    EXPECT_EQ(layers.back()->index_of(key), index);
  }
}

const BlockwiseCase kCases[] = {
    {"Nothing", {3, 2}, {}},
    {"Same", {3, 4}, {{"a", {3, 4}, {0, 1}}}},
    {"Transposed", {3, 4}, {{"a", {4, 3}, {1, 0}}}},
    {"RowColumnAndScalar", {3, 4}, {{"a", {3, 4}, {0, 1}}, {"b", {4}, {1}}, {"c", {3}, {0}}, {"d", {}, {}}}},
    {"OneBlockIsBroadcast", {3, 4}, {{"a", {1, 4}, {0, 1}}, {"b", {3, 1}, {0, 1}}}},
    {"SharedAxis", {5}, {{"a", {5, 1}, {0, kShared}}, {"b", {7}, {kShared}}}},
    {"Diagonal", {4}, {{"a", {4, 4}, {0, 0}}}},
    {"ThreeAxes", {2, 3, 4}, {{"a", {4, 2}, {2, 0}}, {"b", {3, 4, 2}, {1, 2, 0}}}},
    {"LastAxisOfOne", {5, 1}, {{"a", {5, 1}, {0, 1}}}},
    {"Scalar", {}, {{"a", {}, {}}}},
    {"NoBlocks", {3, 0, 2}, {{"a", {3}, {0}}}},
};
INSTANTIATE_TEST_SUITE_P(Blockwise, BlockwiseInputs, testing::ValuesIn(kCases),
                         [](const auto& info) { return info.param.name; });

TEST(Blockwise, TakesSeveralInputsFromOneLayer) {
  const auto graph =
      graph_of({blocks("x", {2, 2}), blocks("y", {2, 2}, {{"x", {2, 2}, {0, 1}}, {"x", {2, 2}, {1, 0}}})});
  EXPECT_THAT(graph->layers()[1]->dependencies(), ElementsAre("x"));
  EXPECT_THAT(expand(graph).inputs, ElementsAre(0, 0, 1, 2, 2, 1, 3, 3));
}

TEST(Blockwise, AMillionTasksAreAFewHundredBytes) {
  const auto graph_bytes = [](std::int64_t side) {
    const auto graph = graph_of({blocks("x", {side, side}), blocks("y", {side, side}, {{"x", {side, side}, {1, 0}}})});
    EXPECT_EQ(graph->task_count(), 2 * side * side);
    return graph->size_bytes();
  };
  EXPECT_LT(graph_bytes(1000), 1024);
  EXPECT_EQ(graph_bytes(1000), graph_bytes(2));
}

TEST(Blockwise, KnowsOnlyKeysOfItsGrid) {
  const LayerPtr layer = blocks("x", {3, 4});
  EXPECT_EQ(layer->index_of({"x", {2, 3}}), 11);
  for (const Key& absent :
       {Key{"x", {3, 0}}, Key{"x", {0, 4}}, Key{"x", {0, -1}}, Key{"x", {0}}, Key{"x"}, Key{"y", {0, 0}}}) {
    EXPECT_EQ(layer->index_of(absent), std::nullopt) << absent.print();
  }
}

TEST(Blockwise, GivesAllItsTasksItsAnnotations) {
  const auto annotations = std::make_shared<Annotations>(Annotations{.retries = 2});
  const LayerPtr layer = blockwise("x", operation(Step{}), {4}, {}, annotations);
  EXPECT_TRUE(layer->has_annotations());
  EXPECT_EQ(layer->annotations(3), annotations.get());
  EXPECT_FALSE(blocks("x", {4})->has_annotations());
}

struct BadCase {
  const char* name;
  Grid grid;
  BlockInput input;
  const char* message;
};

class BlockwiseMistakes : public testing::TestWithParam<BadCase> {};

TEST_P(BlockwiseMistakes, AreFoundAtOnce) {
  try {
    blocks("y", GetParam().grid, {GetParam().input});
    FAIL() << "no error";
  } catch (const ValueError& error) {
    EXPECT_STREQ(error.what(), GetParam().message);
  }
}

const BadCase kBadCases[] = {
    {"Length",
     {3, 4},
     {"x", {3, 5}, {0, 1}},
     "an input's blocks follow axes of the grid that are as long: axis 1 has 4 blocks, and 5; the layer 'y' has (3, "
     "4), its input 'x' has (3, 5)"},
    {"Axis",
     {3, 4},
     {"x", {3}, {2}},
     "an input's blocks follow axes of the grid that are as long: there is no axis 2; the layer 'y' has (3, 4), its "
     "input 'x' has (3)"},
    {"AxisCount",
     {3, 4},
     {"x", {3, 4}, {0}},
     "an input's blocks follow axes of the grid that are as long: 1 axes are named for 2; the layer 'y' has (3, 4), "
     "its input 'x' has (3, 4)"},
    {"Negative", {-1}, {"x", {}, {}}, "numbers of blocks are not negative: the layer 'y' has (-1)"},
    {"TooMany",
     {65536, 65536},
     {"x", {}, {}},
     "a layer has at most 4294967295 blocks: 'y' has (65536, 65536); take larger blocks"},
    {"FarTooMany",
     {1 << 30, 1 << 30, 1 << 30},
     {"x", {}, {}},
     "a layer has at most 4294967295 blocks: 'y' has (1073741824, 1073741824, 1073741824); take larger blocks"},
};
INSTANTIATE_TEST_SUITE_P(Blockwise, BlockwiseMistakes, testing::ValuesIn(kBadCases),
                         [](const auto& info) { return info.param.name; });

TEST(Blockwise, NamesTheFirstTaskWhoseInputIsPastItsLayersEnd) {
  const auto graph = graph_of({blocks("x", {2, 2}), blocks("y", {3, 2}, {{"x", {3, 2}, {0, 1}}})});
  try {
    expand(graph);
    FAIL() << "no error";
  } catch (const KeyError& error) {
    EXPECT_STREQ(error.what(),
                 "every input of a task is in its graph: ('y', 2, 0) needs task 4 of the layer 'x', which has 4 tasks");
  }
}

}  // namespace
}  // namespace tusk::graph
