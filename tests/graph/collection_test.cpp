#include <tusk/graph/collection.h>

#include <gmock/gmock.h>

#include <tusk/core/error.h>
#include <tusk/graph/function.h>
#include <tusk/graph/literal.h>

#include "graph/expanded_graph.h"
#include "tests/graph/idle_context.h"

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using tusk::Collection;
using tusk::Key;
using tusk::Value;
using tusk::graph::TaskId;

// Runs tasks in the order of their ids, as often as needed, and counts.
class CountingScheduler final : public tusk::Scheduler {
 public:
  std::string_view name() const override { return "test-counting"; }
  std::vector<Value> run(std::shared_ptr<const tusk::graph::TaskGraph> graph, std::span<const TaskId> outputs,
                         const tusk::RunOptions&) override {
    ++runs;
    std::vector<TaskId> ids(outputs.begin(), outputs.end());
    const auto tasks = tusk::graph::cull(tusk::graph::expand(std::move(graph)), ids);
    output_count = ids.size();
    task_count = tasks.task_count();
    std::vector<Value> results(tasks.task_count());
    tusk::graph::IdleContext context;
    for (const TaskId id : by_rank(tasks)) {
      const auto inputs = tasks.inputs_of(id);
      results[id] = tasks.operation(id).run(tusk::Inputs(results.data(), inputs.data(), inputs.size()), context);
    }
    std::vector<Value> wanted;
    for (const TaskId id : ids) wanted.push_back(results[id]);
    return wanted;
  }

  int runs = 0;
  std::size_t output_count = 0;
  TaskId task_count = 0;

 private:
  static std::vector<TaskId> by_rank(const tusk::graph::ExpandedGraph& tasks) {
    const auto ranks = tusk::graph::static_order(tasks.edges());
    std::vector<TaskId> order(ranks.size());
    for (TaskId id = 0; id < ranks.size(); ++id) order[ranks[id]] = id;
    return order;
  }
};

// Some numbers, each of which is a literal plus one; its value is their sequence.
class Numbers final : public Collection {
 public:
  explicit Numbers(std::vector<int> numbers, bool is_held = false) : numbers_(std::move(numbers)), is_held_(is_held) {}

  std::vector<Key> lower(tusk::graph::GraphBuilder& builder) const override {
    std::vector<Key> keys;
    for (const int number : numbers_) {
      const Key result{"result", {number}};
      const Key literal{"literal", {number}};
      if (is_held_) {
        builder.add(result, tusk::literal(Value::of(number)), {});
      } else {
        builder.add(literal, tusk::literal(Value::of(number)), {});
        builder.add(result, call(plus_one(), {tusk::Argument::of_input(0)}), std::span(&literal, 1));
      }
      keys.push_back(result);
    }
    return keys;
  }
  Value finish(std::vector<Value> results) const override { return Value::of(std::move(results)); }
  std::shared_ptr<Collection> rebuilt(std::vector<Value> results) const override {
    std::vector<int> numbers;
    for (const Value& result : results) numbers.push_back(result.as<int>());
    return std::make_shared<Numbers>(std::move(numbers), true);
  }

 private:
  static tusk::FunctionPtr plus_one() {
    return tusk::function([](int x) { return x + 1; });
  }

  std::vector<int> numbers_;
  bool is_held_;
};

class Collections : public testing::Test {
 protected:
  static CountingScheduler& scheduler() {
    static const auto scheduler = [] {
      auto made = std::make_shared<CountingScheduler>();
      tusk::register_scheduler({"test-counting"}, made);
      return made;
    }();
    scheduler->runs = 0, scheduler->output_count = 0, scheduler->task_count = 0;
    return *scheduler;
  }
  static std::vector<std::vector<int>> computed(std::vector<const Collection*> collections) {
    std::vector<std::vector<int>> numbers;
    for (const Value& value : tusk::compute(collections, {.scheduler = "test-counting"}))
      numbers.push_back(value.as<std::vector<int>>());
    return numbers;
  }
};

TEST_F(Collections, AreComputedByOneRunThatDoesSharedWorkOnce) {
  CountingScheduler& counting = scheduler();
  const Numbers first({1, 2, 3});
  const Numbers second({3, 4});
  EXPECT_THAT(computed({&first, &second}), ElementsAre(ElementsAre(2, 3, 4), ElementsAre(4, 5)));
  EXPECT_EQ(counting.runs, 1);
  EXPECT_EQ(counting.output_count, 4u);
  EXPECT_EQ(counting.task_count, 8u);
}

TEST_F(Collections, MayWantOneResultTwice) {
  scheduler();
  const Numbers twice({5, 6, 5});
  EXPECT_THAT(computed({&twice, &twice}), ElementsAre(ElementsAre(6, 7, 6), ElementsAre(6, 7, 6)));
}

TEST_F(Collections, WithoutTasksNeedNoRun) {
  CountingScheduler& counting = scheduler();
  const Numbers none({});
  EXPECT_THAT(computed({&none}), ElementsAre(IsEmpty()));
  EXPECT_THAT(computed({}), IsEmpty());
  EXPECT_EQ(counting.runs, 0);
}

TEST_F(Collections, HoldTheirResultsOncePersisted) {
  CountingScheduler& counting = scheduler();
  const Numbers numbers({1, 2});
  const std::vector<const Collection*> lazy = {&numbers};
  const auto held = tusk::persist(lazy, {.scheduler = "test-counting"});
  ASSERT_THAT(held, SizeIs(1));
  EXPECT_THAT(computed({held[0].get()}), ElementsAre(ElementsAre(2, 3)));
  EXPECT_EQ(counting.task_count, 2u);
}

TEST_F(Collections, LowerToTheKeysTheyNamed) {
  const Numbers first({1, 2});
  const Numbers second({2});
  const std::vector<const Collection*> both = {&first, &second};
  const auto lowered = tusk::lower(both);
  ASSERT_THAT(lowered.outputs, ElementsAre(SizeIs(2), SizeIs(1)));
  EXPECT_EQ(lowered.graph->key(lowered.outputs[0][0]), (Key{"result", {1}}));
  EXPECT_EQ(lowered.outputs[0][1], lowered.outputs[1][0]);
}

TEST_F(Collections, ThatNameATaskTheyDidNotAddAreRefused) {
  struct Broken final : Collection {
    std::vector<Key> lower(tusk::graph::GraphBuilder&) const override { return {Key{"nowhere-1"}}; }
    Value finish(std::vector<Value>) const override { return Value(); }
    std::shared_ptr<Collection> rebuilt(std::vector<Value>) const override { return nullptr; }
  };
  const Broken broken;
  EXPECT_THAT([&] { computed({&broken}); }, testing::ThrowsMessage<tusk::KeyError>(testing::HasSubstr("nowhere-1")));
}

TEST_F(Collections, ForASchedulerThatDoesNotExistAreNotLowered) {
  struct Unlowered final : Collection {
    std::vector<Key> lower(tusk::graph::GraphBuilder&) const override { throw std::logic_error("lowered"); }
    Value finish(std::vector<Value>) const override { return Value(); }
    std::shared_ptr<Collection> rebuilt(std::vector<Value>) const override { return nullptr; }
  };
  const Unlowered unlowered;
  const std::vector<const Collection*> one = {&unlowered};
  EXPECT_THROW(tusk::compute(one, {.scheduler = "no-such-scheduler"}), tusk::ValueError);
}

}  // namespace
