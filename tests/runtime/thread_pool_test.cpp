#include "runtime/thread_pool.h"

#include <atomic>
#include <dlfcn.h>
#include <thread>
#include <unistd.h>

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <tusk/core/config.h>

#include "runtime/event_log.h"
#include "runtime/task_deque.h"
#include "runtime/thread_limits.h"
#include "tests/scheduler/graphs.h"

namespace tusk::runtime {
namespace {

using testing::ExplicitLayer;
using testing::graph_of;
using testing::run_on;

// Counts down what it is given, one step a call.
class Countdown final : public WorkSource {
 public:
  explicit Countdown(int steps) : left_(steps) {}
  bool work() override {
    if (left_.fetch_sub(1) <= 0) {
      ++left_;
      return false;
    }
    ++done_;
    return true;
  }
  bool has_work() const override { return left_ > 0; }
  void add(int steps) { left_ += steps; }
  int done() const { return done_; }

 private:
  std::atomic<int> left_;
  std::atomic<int> done_{0};
};

void wait_until_done(const Countdown& source, int steps) {
  while (source.done() < steps) std::this_thread::yield();
}

TEST(ThreadPool, WorksOnSourcesUntilTheyAreRemoved) {
  ThreadPool pool(2);
  const auto source = std::make_shared<Countdown>(1000);
  pool.add(source);
  wait_until_done(*source, 1000);
  pool.remove(source.get());
  EXPECT_EQ(source->done(), 1000);
}

TEST(ThreadPool, WakesSleepersForEveryPieceOfWork) {
  ThreadPool pool(3);
  const auto source = std::make_shared<Countdown>(0);
  pool.add(source);
  for (int round = 1; round <= 300; ++round) {
    if (round % 100 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));  // lets them fall asleep
    source->add(1);
    pool.notify();
    wait_until_done(*source, round);
  }
}

TEST(ThreadPool, HoldsNoSourceOnceItIsRemovedAndIdle) {
  ThreadPool pool(2);
  auto source = std::make_shared<Countdown>(10);
  pool.add(source);
  wait_until_done(*source, 10);
  pool.remove(source.get());
  const std::weak_ptr<Countdown> weak = source;
  source.reset();
  while (!weak.expired()) std::this_thread::yield();
}

TEST(ThreadPool, StartsAnewInAForkedChild) {
#ifdef __SANITIZE_THREAD__
  GTEST_SKIP() << "ThreadSanitizer does not let a forked child start threads";
#endif
  const auto graph = graph_of(testing::random_additions(5, 300));
  const auto expected = run_on("threads", graph, {299})[0].as<std::int64_t>();
  const pid_t child = fork();
  if (child == 0) _exit(run_on("threads", graph, {299})[0].as<std::int64_t>() == expected ? 0 : 1);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_EQ(run_on("threads", graph, {299})[0].as<std::int64_t>(), expected);
}

TEST(ThreadPool, TakesItsSizeFromTheConfiguration) {
  const auto scope = config::set({{"scheduler.threads", 3}});
  EXPECT_EQ(default_thread_count(), 3);
}

TEST(ThreadPool, RunsAtMostAsManyTasksAtOnceAsARunIsGivenThreads) {
  std::atomic<int> running = 0, most = 0;
  const auto layer = std::make_shared<ExplicitLayer>("layer");
  const auto watch = layer->add_operation(testing::lambda("watch", [&](const Inputs&, TaskContext&) {
    const int now = ++running;
    for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
    }
    std::this_thread::yield();
    --running;
  }));
  std::vector<graph::TaskId> all;
  for (int i = 0; i < 500; ++i) all.push_back(layer->add(watch, {}));
  run_on("threads", graph_of(layer), all, {.threads = 4});
  run_on("threads", graph_of(layer), all, {.threads = 2});
  most = 0;
  run_on("threads", graph_of(layer), all, {.threads = 2});
  EXPECT_LE(most, 2);
}

TEST(TaskDeque, GivesEveryTaskOutOnceWhateverThievesDo) {
  constexpr graph::TaskId kTasks = 20000;
  TaskDeque deque;
  std::vector<std::atomic<int>> taken(kTasks);
  std::atomic<bool> is_over = false;
  std::vector<std::thread> thieves;
  for (int i = 0; i < 3; ++i) {
    thieves.emplace_back([&] {
      while (!is_over) {
        if (const auto task = deque.steal()) ++taken[*task];
      }
    });
  }
  for (graph::TaskId task = 0; task < kTasks; ++task) {
    deque.push(task);
    if (task % 3 == 0) {
      if (const auto own = deque.pop()) ++taken[*own];
    }
  }
  while (const auto own = deque.pop()) ++taken[*own];
  while (!deque.is_empty()) std::this_thread::yield();
  is_over = true;
  for (std::thread& thief : thieves) thief.join();
  for (graph::TaskId task = 0; task < kTasks; ++task) ASSERT_EQ(taken[task], 1) << task;
}

TEST(EventLog, HandsEventsOverInOrderWhileTheyAreWritten) {
  constexpr graph::TaskId kEvents = 10000;
  EventLog log;
  std::thread writer([&] {
    for (graph::TaskId i = 0; i < kEvents; ++i) log.append({i, 0, TaskEventKind::Finished, 0, 0, 0});
  });
  std::vector<TaskEvent> events;
  while (events.size() < kEvents) log.drain(events);
  writer.join();
  for (graph::TaskId i = 0; i < kEvents; ++i) ASSERT_EQ(events[i].task, i);
}

TEST(ThreadLimits, HoldOpenMpToOneThreadInsideOfTasks) {
  void* openmp = dlopen("libgomp.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!openmp) GTEST_SKIP() << "no libgomp.so.1 on this machine";
  const auto most_threads = reinterpret_cast<int (*)()>(dlsym(openmp, "omp_get_max_threads"));
  const auto layer = std::make_shared<ExplicitLayer>("layer");
  layer->add(layer->add_operation(testing::lambda("ask", [&](const Inputs&, TaskContext&) { return most_threads(); })),
             {});
  EXPECT_EQ(run_on("threads", graph_of(layer), {0})[0].as<int>(), 1);
}

}  // namespace
}  // namespace tusk::runtime
