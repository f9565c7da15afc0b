#include <algorithm>
#include <string>

#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "tests/delayed/arithmetic.h"

namespace tusk::lab {
namespace {

using ::testing::SizeIs;

// What tasks did, in the order in which they did it.
class Trace {
 public:
  static void clear() { words().clear(); }
  static int note(const std::string& word) {
    words().push_back(word);
    return int(words().size());
  }
  // The first place of a word; fails if it isn't there.
  static std::ptrdiff_t place(const std::string& word) {
    const auto found = std::find(words().begin(), words().end(), word);
    EXPECT_NE(found, words().end()) << word;
    return found - words().begin();
  }
  static std::ptrdiff_t count(const std::string& word) { return std::count(words().begin(), words().end(), word); }

 private:
  static std::vector<std::string>& words() {
    static std::vector<std::string> words;
    return words;
  }
};

Delayed<int> noted(const std::string& word) { return delayed(Trace::note)(word); }
Delayed<int> noted(const std::string& word, const Delayed<int>& before) {
  return delayed([](const std::string& word, int) { return Trace::note(word); })(word, before);
}

TEST(Clone, DoesTheSameWorkAgainUnderNewKeys) {
  take_runs();
  const auto x = delayed(inc)(delayed(counted)(1));
  const auto copy = clone(x);
  EXPECT_NE(copy.key(), x.key());
  EXPECT_EQ(copy.key().prefix(), x.key().prefix());
  EXPECT_EQ(compute(x, copy), (std::tuple{2, 2}));
  EXPECT_EQ(take_runs(), 2);
}

TEST(Clone, LeavesOutWhatIsOmitted) {
  take_runs();
  const auto x = delayed(counted)(1);
  const auto y = delayed(inc)(x);
  EXPECT_EQ(compute(y, clone(y, x)), (std::tuple{2, 2}));
  EXPECT_EQ(take_runs(), 1);
  EXPECT_EQ(clone(y, std::vector{x, y}).key(), y.key());
}

TEST(Clone, HasEqualKeysForEqualSeeds) {
  const auto x = delayed(inc)(1);
  EXPECT_EQ(clone(x, std::tuple(), "seed").key(), clone(x, std::tuple(), "seed").key());
  EXPECT_NE(clone(x, std::tuple(), "seed").key(), clone(x, std::tuple(), "other").key());
  EXPECT_NE(clone(x).key(), clone(x).key());
}

TEST(Clone, KeepsContainersAndSharedWork) {
  take_runs();
  const auto x = delayed(counted)(1);
  const std::vector<Delayed<int>> copies = clone(std::vector{x + 1, x + 2});
  EXPECT_EQ(compute(copies), (std::vector{2, 3}));
  EXPECT_EQ(take_runs(), 1);
}

TEST(Bind, MakesChildrenWaitForParents) {
  Trace::clear();
  const auto child = noted("child", noted("root"));
  const auto bound = bind(child, std::vector{noted("parent", noted("slow")), noted("other parent")});
  EXPECT_NE(bound.key(), child.key());
  bound.compute();
  EXPECT_GT(Trace::place("root"), Trace::place("parent"));
  EXPECT_GT(Trace::place("root"), Trace::place("other parent"));
  EXPECT_GT(Trace::place("child"), Trace::place("root"));
}

TEST(Bind, DoesNotRepeatOrHoldBackWhatIsOmitted) {
  Trace::clear();
  const auto root = noted("root");
  const auto child = noted("child", root);
  compute(bind(child, noted("parent", noted("slow", root)), root), root);
  EXPECT_EQ(Trace::count("root"), 1);
  EXPECT_LT(Trace::place("root"), Trace::place("slow"));
  EXPECT_GT(Trace::place("child"), Trace::place("parent"));
}

TEST(Bind, HasTheSizeThatItsMeaningGives) {
  const auto a = delayed(inc)(1);
  const auto b = a + 1;
  EXPECT_THAT(bind(b, a).describe(), SizeIs(4));     // a, its checkpoint, a again, b
  EXPECT_THAT(bind(b, a, a).describe(), SizeIs(3));  // a, its checkpoint, b
}

TEST(Checkpoint, IsNoneOnceAllIsDone) {
  Trace::clear();
  std::vector<Delayed<int>> many;
  for (int i = 0; i < 20; ++i) many.push_back(noted("task"));
  const Delayed<Value> done = checkpoint(many, noted("another"));
  EXPECT_TRUE(done.compute().is_none());
  EXPECT_EQ(Trace::count("task"), 20);
  EXPECT_EQ(Trace::count("another"), 1);
  EXPECT_TRUE(checkpoint().compute().is_none());
}

TEST(Checkpoint, JoinsAFewAtATime) {
  std::vector<lazy::NodePtr> nodes;
  for (int i = 0; i < 64; ++i) nodes.push_back(delayed(inc)(i).node());
  EXPECT_EQ(lazy::graph_of(*lazy::checkpoint(nodes))->task_count(), 64u + 64u + 8u + 1u);
  EXPECT_EQ(lazy::graph_of(*lazy::checkpoint(nodes, 64))->task_count(), 64u + 64u + 1u);
  EXPECT_THROW(lazy::checkpoint(nodes, 1), ValueError);
}

TEST(WaitOn, GivesEqualValuesThatWaitForAll) {
  Trace::clear();
  const auto [a, b] = wait_on(noted("a"), noted("b", noted("before b")));
  EXPECT_EQ(noted("after a", a).compute(), 4);
  EXPECT_GT(Trace::place("after a"), Trace::place("b"));
  EXPECT_EQ(wait_on(delayed(inc)(1)).compute(), 2);
  EXPECT_EQ(compute(wait_on(std::vector{delayed(inc)(1), delayed(inc)(2)})), (std::vector{2, 3}));
}

TEST(GraphManipulation, LeavesPortableGraphsPortable) {
  const auto x = delayed(inc)(1);
  const auto node = bind(x, wait_on(x)).node();
  for (const lazy::NodePtr& input : node->inputs()) EXPECT_TRUE(input->parts().operation->is_portable());
  EXPECT_TRUE(node->parts().operation->is_portable());
  EXPECT_EQ(written_and_read(*node->parts().operation)->hash(), node->parts().operation->hash());
}

}  // namespace
}  // namespace tusk::lab
