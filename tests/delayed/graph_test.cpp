#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "tests/delayed/arithmetic.h"

namespace tusk::lab {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr int kDeep = 100'000;

Delayed<int> deep_chain() {
  Delayed<int> end = delayed(0);
  const auto next = delayed(inc);
  for (int i = 0; i < kDeep; ++i) end = next(end);
  return end;
}

TEST(Graph, MayBeAsDeepAsItLikes) {
  const auto end = deep_chain();
  EXPECT_EQ(end.compute(), kDeep);
  EXPECT_EQ(end.graph()->task_count(), graph::TaskId(kDeep + 1));
  EXPECT_EQ(end.print(), "Delayed(" + end.key().quoted() + ")");
  EXPECT_EQ(optimize(end).compute(), kDeep);
  EXPECT_EQ(clone(end).compute(), kDeep);
}

TEST(Graph, HoldsEachTaskOnceHoweverManyPathsLeadToIt) {
  Delayed<int> x = delayed(1);
  for (int i = 0; i < 64; ++i) x = delayed([](int a, int b) { return (a + b) % 1000; })(x, x);
  EXPECT_EQ(x.graph()->task_count(), 65u);
  x.compute();
}

TEST(Graph, PutsInputsBeforeWhatTakesThem) {
  const auto a = delayed(inc)(1).with_key("a");
  const auto b = delayed(add)(a, 2).with_key("b");
  const auto graph = delayed(add)(b, a).with_key("c").graph();
  std::vector<std::string> keys;
  for (graph::TaskId task = 0; task < graph->task_count(); ++task) keys.push_back(graph->key(task).print());
  EXPECT_THAT(keys, ElementsAre("a", "b", "c"));
}

TEST(Graph, DescribesEveryTask) {
  const auto one = delayed(inc)(1).with_key("one");
  const auto sum = (one + 10).with_key("sum");
  EXPECT_THAT(sum.describe(), ElementsAre(Pair("one", "test.inc(1)"), Pair("sum", "add<int32, int32>('one', 10)")));
}

TEST(Graph, CarriesTheAnnotationsInForceWhenATaskWasMade) {
  const auto plain = delayed(inc)(1).with_key("plain");
  const auto eager = [&] {
    const auto scope = annotate({.priority = 10, .retries = 3});
    return delayed(inc)(plain).with_key("eager");
  }();
  const auto graph = eager.graph();
  const auto& layer = *graph->layers().at(0);
  EXPECT_EQ(layer.annotations(*graph->find({"plain", {}})), nullptr);
  ASSERT_NE(layer.annotations(*graph->find({"eager", {}})), nullptr);
  EXPECT_EQ(*layer.annotations(*graph->find({"eager", {}})), (Annotations{.priority = 10, .retries = 3}));
}

TEST(Graph, IsDrawn) {
  const auto path = std::filesystem::path(testing::TempDir()) / "delayed_graph.dot";
  const auto x = delayed(inc)(1).with_key("one");
  EXPECT_EQ((x + 1).visualize(path.string()), path.string());
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  EXPECT_THAT(text.str(), HasSubstr("test.inc"));
  EXPECT_EQ(visualize(path.string(), {.rankdir = "LR"}, x, x + 1), path.string());
  EXPECT_THROW(x.visualize("graph.jpeg2"), ValueError);
}

// Two numbers made by two tasks, as another kind of collection would.
class Pair2 final : public Collection {
 public:
  std::vector<Key> lower(graph::GraphBuilder& builder) const override {
    for (int i = 0; i < 2; ++i) builder.add(key(i), delayed(counted)(i + 1).node()->parts().operation, {});
    return {key(0), key(1)};
  }
  Value finish(std::vector<Value> results) const override {
    return Value::of(results[0].as<int>() + results[1].as<int>());
  }
  std::shared_ptr<Collection> rebuilt(std::vector<Value>) const override { return std::make_shared<Pair2>(); }

 private:
  static Key key(int i) { return {"pair", {i}}; }
};

TEST(OtherCollections, AreArgumentsByTheirValue) {
  take_runs();
  const Delayed<int> sum = Delayed<int>::of_collection(std::make_shared<Pair2>());
  EXPECT_EQ(delayed(add)(sum, 10).compute(), 13);
  EXPECT_EQ(take_runs(), 2);
  EXPECT_THAT(sum.describe(), SizeIs(3));
  EXPECT_EQ(optimize(delayed(inc)(sum)).compute(), 4);
  EXPECT_EQ(bind(sum, delayed(inc)(1)).compute(), 3);
}

}  // namespace
}  // namespace tusk::lab
