#include <tusk/array.h>

#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "expr/lower.h"
#include "expr/optimize.h"
#include "tests/core/message_of.h"

namespace tusk {
namespace {

using test::message_of;
using testing::DoubleEq;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pointwise;

NdArray counted(const std::vector<std::int64_t>& shape) {
  NdArray values = NdArray::empty(DType::Float64, shape);
  double* out = values.mutable_data<double>();
  for (std::int64_t i = 0; i < values.size(); ++i) out[i] = double(i);
  return values;
}

std::vector<double> numbers_of(const Array& array) {
  const NdArray values = array.compute().contiguous();
  return {values.data<double>(), values.data<double>() + values.size()};
}

// The layers of its graph, with the number of tasks.
std::vector<std::string> layers_of(const Array& array) {
  graph::GraphBuilder builder;
  const expr::NodePtr root = array.node();
  expr::lower(expr::optimize({&root, 1}), {"root"}, builder, expr::lower_options());
  const graph::TaskGraph graph = builder.build();
  std::vector<std::string> layers;
  for (const graph::LayerPtr& layer : graph.layers())
    layers.push_back(std::string(Key{layer->name()}.prefix()) + " " + std::to_string(layer->task_count()));
  return layers;
}

TEST(Array, ComputesChainsAndReductionsOfThem) {
  const Array x = from_ndarray(counted({3, 4}), {{2, 1}, {3, 1}});
  const Array fahrenheit = elementwise_array("add", {elementwise_array("mul", {x, Value::of(1.8)}), Value::of(32.0)});
  EXPECT_THAT(numbers_of(fahrenheit.mean({.axes = {{0}}})), Pointwise(DoubleEq(), {39.2, 41.0, 42.8, 44.6}));
  EXPECT_THAT(layers_of(fahrenheit), ElementsAre("array 4", "root 4"));
  EXPECT_THAT(layers_of(fahrenheit.mean({.axes = {{0}}})), ElementsAre("array 4", "mean-chunk 4", "root 2"));
}

TEST(Array, ReducesInATree) {
  const Array x = from_ndarray(counted({40}), {std::vector<std::int64_t>(40, 1)});
  EXPECT_THAT(layers_of(x.sum({.split_every = 4})),
              ElementsAre("array 40", "sum-chunk 40", "sum-combine 10", "sum-combine 3", "root 1"));
  EXPECT_THAT(numbers_of(x.sum({.split_every = 4})), ElementsAre(780));
}

TEST(Array, SharesWhatIsWorkedOnTwice) {
  const Array x = from_ndarray(counted({4}), {{2, 2}});
  const Array twice = elementwise_array("mul", {x, Value::of(2.0)});
  EXPECT_THAT(layers_of(elementwise_array("add", {twice, twice})), ElementsAre("array 2", "root 2"));
}

TEST(Array, TakesSlicesOfTheBlocksThatHaveThem) {
  const Array x = from_ndarray(counted({10}), {{4, 4, 2}});
  const Array back = x.index({Slice{.start = 8, .stop = 1, .step = -3}});
  EXPECT_THAT(back.chunks(), ElementsAre(ElementsAre(1, 1, 1)));
  EXPECT_THAT(numbers_of(back), ElementsAre(8, 5, 2));
  EXPECT_THAT(numbers_of(x.index({std::int64_t(-1)})), ElementsAre(9));
}

TEST(Array, CutsIntoOtherChunks) {
  const Array x = from_ndarray(counted({6}), {{4, 2}}).rechunk({{1, 5}});
  EXPECT_THAT(numbers_of(x.index({Slice{.start = 1}})), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_EQ(x.rechunk({{1, 5}}).node(), x.node());
}

TEST(Array, ChoosesChunksByTheirBytes) {
  EXPECT_THAT(chunks_of_shape({100, 10}, {0, -1}, 8, 800),
              ElementsAre(std::vector<std::int64_t>(10, 10), ElementsAre(10)));
  EXPECT_THAT(chunks_of_shape({0}, {0}, 8), ElementsAre(ElementsAre(0)));
}

TEST(Array, NamesMistakesWhenTheyAreMade) {
  const Array x = from_ndarray(counted({3, 4}), {{3}, {4}});
  EXPECT_THAT(message_of<ValueError>([&] { elementwise_array("add", {x, x.index({Slice{.stop = 2}})}); }),
              HasSubstr("got shapes (3, 4) and (2, 4)"));
  EXPECT_THAT(message_of<ValueError>([&] { from_ndarray(counted({3}), {{2}}); }), HasSubstr("((2,),) for shape (3,)"));
  EXPECT_THROW(x.sum({.axes = {{2}}}), IndexError);
}

}  // namespace
}  // namespace tusk
