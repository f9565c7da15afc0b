// A run that is left: its waiting thread was interrupted, and went on while tasks run.
#include <atomic>
#include <chrono>
#include <thread>

#include <gmock/gmock.h>

#include "tests/scheduler/graphs.h"

namespace tusk {
namespace {

using testing::ExplicitLayer;
using testing::graph_of;
using testing::lambda;
using testing::run_on;
using testing::TaskId;

struct Interrupt {};

struct Counts : Callback {
  EventNeeds needs() const override { return {.results = true}; }
  void finish(const Run&, const std::exception_ptr& failure) override {
    EXPECT_NE(failure, nullptr);
    ++finished;
  }
  void result(const Run&, graph::TaskId, const Value&) override { ++results; }
  std::atomic<int> finished = 0;
  std::atomic<int> results = 0;
};

class LeftRun : public ::testing::Test {
 protected:
  // As many as there are threads begin, and go on until they may end.
  std::shared_ptr<ExplicitLayer> held_tasks(int count) {
    auto layer = std::make_shared<ExplicitLayer>("held");
    const auto hold = layer->add_operation(lambda("hold", [this](const Inputs&, TaskContext& context) {
      ++begun_;
      while (!may_end_) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      was_told_ = was_told_ || context.stop_token().stop_requested();
      ++ended_;
      return std::string("a result that is freed by somebody");
    }));
    for (int i = 0; i < count; ++i) layer->add(hold, {});
    return layer;
  }
  RunOptions interrupted() {
    return {.threads = 2,
            .poll =
                [this] {
                  if (begun_ == 2) throw Interrupt();
                },
            .leaves_running_tasks = true};
  }
  static std::size_t run_others() {
    auto layer = std::make_shared<ExplicitLayer>("others");
    const auto one = layer->add_operation(lambda("one", [](const Inputs&, TaskContext&) { return std::int64_t(1); }));
    std::vector<TaskId> all;
    for (int i = 0; i < 100; ++i) all.push_back(layer->add(one, {}));
    return run_on("threads", graph_of(layer), all, {.threads = 2}).size();
  }
  static std::vector<TaskId> first(int count) {
    std::vector<TaskId> tasks;
    for (int i = 0; i < count; ++i) tasks.push_back(TaskId(i));
    return tasks;
  }

  std::atomic<int> begun_ = 0;
  std::atomic<int> ended_ = 0;
  std::atomic<bool> may_end_ = false;
  std::atomic<bool> was_told_ = false;
};

TEST_F(LeftRun, EndsTheWaitAtOnceAndItsTasksInTheBackground) {
  const auto counts = std::make_shared<Counts>();
  RunOptions options = interrupted();
  options.callbacks = {counts};
  EXPECT_THROW(run_on("threads", graph_of(held_tasks(100)), first(100), options), Interrupt);
  EXPECT_EQ(ended_, 0);
  EXPECT_EQ(counts->finished, 1);
  may_end_ = true;
  while (ended_ < 2) std::this_thread::yield();
  EXPECT_EQ(run_others(), 100u);
  EXPECT_EQ(begun_, 2);
  EXPECT_TRUE(was_told_);
  EXPECT_EQ(counts->results, 0);
}

TEST_F(LeftRun, LeavesItsThreadsPlacesToOthers) {
  for (int i = 1; i <= 3; ++i) {
    begun_ = 0;
    EXPECT_THROW(run_on("threads", graph_of(held_tasks(10)), first(10), interrupted()), Interrupt);
    EXPECT_EQ(run_others(), 100u);
    EXPECT_EQ(ended_, 0);
  }
  may_end_ = true;
  while (ended_ < 6) std::this_thread::yield();
  EXPECT_EQ(run_others(), 100u);
}

TEST_F(LeftRun, IsNoneWithoutLeave) {
  RunOptions options = interrupted();
  options.leaves_running_tasks = false;
  std::thread later([this] {
    while (begun_ < 2) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    may_end_ = true;
  });
  EXPECT_THROW(run_on("threads", graph_of(held_tasks(10)), first(10), options), Interrupt);
  EXPECT_EQ(ended_, 2);
  later.join();
}

}  // namespace
}  // namespace tusk
