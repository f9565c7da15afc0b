// What every scheduler of one process must do, whichever runs.
#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include <gmock/gmock.h>

#include <tusk/core/config.h>
#include <tusk/core/error.h>
#include <tusk/core/memory.h>
#include <tusk/data/ndarray.h>

#include "graph/current_task.h"
#include "runtime/roundtrip.h"
#include "tests/scheduler/graphs.h"

namespace tusk {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::ExplicitLayer;
using testing::graph_of;
using ::testing::HasSubstr;
using testing::lambda;
using testing::run_on;
using testing::TaskId;

class Schedulers : public ::testing::TestWithParam<const char*> {
 protected:
  std::vector<Value> run(std::shared_ptr<ExplicitLayer> layer, std::vector<TaskId> outputs, RunOptions options = {}) {
    return run_on(GetParam(), graph_of(std::move(layer)), std::move(outputs), options);
  }
  std::shared_ptr<ExplicitLayer> layer_ = std::make_shared<ExplicitLayer>("layer");
};

INSTANTIATE_TEST_SUITE_P(All, Schedulers, ::testing::Values("threads", "synchronous"));

TEST_P(Schedulers, GiveTheResultsOfTheOutputsInTheirOrder) {
  const auto add = layer_->add_operation(operation(testing::AddOne()));
  layer_->add(add, {});
  layer_->add(add, {0});
  layer_->add(add, {0, 1});
  const auto results = run(layer_, {2, 0, 2});
  ASSERT_EQ(results.size(), 3u);
  EXPECT_EQ(results[0].as<int>(), 4);
  EXPECT_EQ(results[1].as<int>(), 1);
  EXPECT_EQ(results[2].as<int>(), 4);
}

TEST_P(Schedulers, TakeOneInputTwice) {
  const auto add = layer_->add_operation(operation(testing::AddOne()));
  layer_->add(add, {});
  layer_->add(add, {0, 0});
  EXPECT_EQ(run(layer_, {1})[0].as<int>(), 3);
}

TEST_P(Schedulers, RunNothingForNoOutputs) {
  layer_->add(layer_->add_operation(lambda("never", [](const Inputs&, TaskContext&) { ADD_FAILURE(); })), {});
  EXPECT_TRUE(run(layer_, {}).empty());
}

TEST_P(Schedulers, AgreeOnRandomGraphs) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const auto graph = graph_of(testing::random_additions(seed, 500));
    const auto expected = run_on("synchronous", graph, {499}, {.fuse = false});
    for (const bool fuse : {false, true})
      EXPECT_EQ(run_on(GetParam(), graph, {499}, {.fuse = fuse})[0].as<std::int64_t>(), expected[0].as<std::int64_t>());
  }
}

TEST_P(Schedulers, PassATasksOwnExceptionOnAndSayWhichTaskThrewIt) {
  struct Mine : std::exception {
    const char* what() const noexcept override { return "mine"; }
  };
  const auto fail = layer_->add_operation(lambda("fail", [](const Inputs&, TaskContext&) { throw Mine(); }));
  const auto add = layer_->add_operation(operation(testing::AddOne()));
  layer_->add(fail, {});
  layer_->add(add, {0});
  layer_->add(add, {1});
  layer_->set_key(0, Key{"broken"});
  layer_->set_key(2, Key{"wanted"});
  for (const bool fuse : {false, true}) {
    try {
      run(layer_, {2}, {.fuse = fuse});
      FAIL() << "nothing was thrown";
    } catch (const Mine&) {
      const TaskFailure* failure = task_failure();
      ASSERT_NE(failure, nullptr);
      EXPECT_EQ(failure->key.name, "broken");
      EXPECT_THAT(failure->operation, HasSubstr("fail"));
      ASSERT_EQ(failure->waiting.size(), 2u);
      EXPECT_EQ(failure->waiting.back().name, "wanted");
    }
    EXPECT_EQ(task_failure(), nullptr);
  }
}

TEST_P(Schedulers, ShowTheInputOfAStepOfAFusedChainThatFailed) {
  const auto add = layer_->add_operation(operation(testing::AddOne()));
  const auto by = [](int a, int b) {
    if (b == 0) throw ValueError("division by zero");
    return a / b;
  };
  const auto divide =
      layer_->add_operation(call(function(by, "divide"), {Argument::of_input(0), Argument::of_constant(Value::of(0))}));
  layer_->add(add, {});
  layer_->add(divide, {0});
  layer_->add(add, {1});
  layer_->add(add, {});
  layer_->add(add, {2, 3});  // takes a chain of its own into the next
  layer_->add(add, {4});
  for (TaskId task = 0; task < 6; ++task) layer_->set_key(task, Key{std::string(1, char('a' + task))});
  for (const bool fuse : {false, true}) {
    EXPECT_THROW(
        {
          try {
            run(layer_, {5}, {.fuse = fuse});
          } catch (const ValueError&) {
            EXPECT_EQ(task_failure()->print(), "task 'b' failed: divide(1, 0); needed by 'c', 'e', 'f'");
            throw;
          }
        },
        ValueError);
  }
}

TEST_P(Schedulers, TryAFailedTaskAgainAsOftenAsItIsAnnotated) {
  std::atomic<int> attempts = 0;
  std::atomic<int> needed = 3;
  const auto flaky = layer_->add_operation(lambda("flaky", [&](const Inputs&, TaskContext& context) {
    EXPECT_EQ(context.attempt(), attempts);
    if (++attempts < needed) throw ValueError("not yet");
    return 42;
  }));
  layer_->add(flaky, {});
  layer_->set_annotations(0, std::make_shared<const Annotations>(Annotations{.retries = 2}));
  EXPECT_EQ(run(layer_, {0})[0].as<int>(), 42);
  EXPECT_EQ(attempts, 3);
  attempts = 0, needed = 4;
  EXPECT_THROW(run(layer_, {0}), ValueError);
  EXPECT_EQ(attempts, 3);
}

TEST_P(Schedulers, FreeAResultAtItsLastUse) {
  // Counts the live results of a chain of boxes: never more than two.
  struct Counted {
    std::shared_ptr<std::atomic<int>> live;
    explicit Counted(std::shared_ptr<std::atomic<int>> counter) : live(std::move(counter)) { ++*live; }
    Counted(const Counted& other) : live(other.live) { ++*live; }
    ~Counted() { --*live; }
  };
  const auto live = std::make_shared<std::atomic<int>>(0);
  std::atomic<int> most = 0;
  const auto make = layer_->add_operation(lambda("make", [&](const Inputs&, TaskContext&) {
    most = std::max(most.load(), live->load());
    return Value::of(Counted(live));
  }));
  layer_->add(make, {});
  for (TaskId task = 1; task < 100; ++task) layer_->add(make, {task - 1});
  run(layer_, {99}, {.fuse = false});
  EXPECT_LE(most, 1);
  EXPECT_EQ(*live, 0);
}

TEST_P(Schedulers, ComputeInsideATask) {
  const auto outer = layer_->add_operation(lambda("outer", [&](const Inputs&, TaskContext&) {
    return run_on(GetParam(), graph_of(testing::random_additions(7, 50)), {49})[0];
  }));
  const auto add = layer_->add_operation(operation(testing::AddOne()));
  std::vector<TaskId> all;
  for (int i = 0; i < 20; ++i) all.push_back(layer_->add(outer, {}));
  layer_->add(add, all);
  const auto inner = run_on("synchronous", graph_of(testing::random_additions(7, 50)), {49})[0].as<std::int64_t>();
  EXPECT_EQ(run(layer_, {20})[0].as<std::int64_t>(), 20 * inner + 1);
}

TEST_P(Schedulers, StopQueuedTasksAndAskRunningOnesWhenCancelled) {
  std::stop_source stop;
  std::atomic<int> started = 0;
  const auto wait = layer_->add_operation(lambda("wait", [&](const Inputs&, TaskContext& context) {
    ++started;
    stop.request_stop();
    while (!context.stop_token().stop_requested()) std::this_thread::yield();
    throw CancelledError("asked to stop");
  }));
  std::vector<TaskId> all;
  for (int i = 0; i < 100; ++i) all.push_back(layer_->add(wait, {}));
  EXPECT_THROW(run(layer_, all, {.stop = stop.get_token()}), CancelledError);
  EXPECT_LE(started, 8);
  // The pool is as it was.
  const auto again = std::make_shared<ExplicitLayer>("again");
  again->add(again->add_operation(operation(testing::AddOne())), {});
  EXPECT_EQ(run(again, {0})[0].as<int>(), 1);
}

TEST_P(Schedulers, StopWhenThePollThrows) {
  struct Interrupt {};
  const auto spin = layer_->add_operation(
      lambda("spin", [](const Inputs&, TaskContext&) { std::this_thread::sleep_for(std::chrono::milliseconds(2)); }));
  std::vector<TaskId> all;
  for (int i = 0; i < 5000; ++i) all.push_back(layer_->add(spin, {}));
  EXPECT_THROW(run(layer_, all, {.poll = [] { throw Interrupt(); }}), Interrupt);
}

// Each level computes the next one; returns how many there were.
int nest(const char* scheduler, int levels) {
  if (levels == 0) return 0;
  auto layer = std::make_shared<ExplicitLayer>("level-" + std::to_string(levels));
  layer->add(layer->add_operation(lambda(
                 "nest", [=](const Inputs&, TaskContext&) { return std::int64_t(nest(scheduler, levels - 1) + 1); })),
             {});
  return run_on(scheduler, graph_of(layer), {0})[0].as<int>();
}

TEST_P(Schedulers, RefuseRunsInsideOfTasksThatNestTooDeep) {
  EXPECT_EQ(nest(GetParam(), graph::kMostNestedRuns), graph::kMostNestedRuns);
  EXPECT_THAT([scheduler = GetParam()] { nest(scheduler, 10'000); },
              ::testing::ThrowsMessage<RuntimeError>(AllOf(HasSubstr("inside of tasks 250 deep"), HasSubstr("level-97"),
                                                           HasSubstr("take each other's results as arguments"))));
  EXPECT_EQ(nest(GetParam(), graph::kMostNestedRuns), graph::kMostNestedRuns);
}

TEST_P(Schedulers, TellATaskWhoItIs) {
  const auto ask = layer_->add_operation(lambda("ask", [](const Inputs&, TaskContext& context) {
    EXPECT_EQ(current_task(), &context);
    EXPECT_EQ(context.key().print(), "('layer', " + std::to_string(context.index()) + ")");
    return std::int64_t(context.index());
  }));
  layer_->add(ask, {});
  layer_->add(ask, {0});
  EXPECT_EQ(run(layer_, {1})[0].as<int>(), 1);
  EXPECT_EQ(current_task(), nullptr);
}

TEST_P(Schedulers, SendOperationsAndValuesThroughTheirBytesInTheCheckingMode) {
  const auto scope = config::set({{"scheduler.roundtrip", true}});
  const auto before = runtime::roundtrip_counts();
  const auto add = layer_->add_operation(operation(testing::AddOne()));
  const auto text =
      layer_->add_operation(lambda("text", [](const Inputs&, TaskContext&) { return std::string("text"); }));
  layer_->add(add, {});
  layer_->add(text, {});
  EXPECT_EQ(run(layer_, {0, 1})[1].as<std::string>(), "text");
  const auto after = runtime::roundtrip_counts();
  EXPECT_EQ(after.values_copied - before.values_copied, 2u);
  EXPECT_EQ(after.operations_copied - before.operations_copied, 1u);
  EXPECT_EQ(after.operations_by_reference - before.operations_by_reference, 1u);
}

// Keeps everything that it is told.
class Recorder : public Callback {
 public:
  EventNeeds needs() const override { return {.finishes = true, .starts = true, .releases = true}; }
  void start(const Run& run) override {
    ++starts;
    tasks = run.task_count();
  }
  void update(const Run&, std::span<const TaskEvent> new_events) override {
    events.insert(events.end(), new_events.begin(), new_events.end());
  }
  void finish(const Run& run, const std::exception_ptr& failure) override {
    ++finishes;
    finished = run.finished_count();
    has_failed = failure != nullptr;
  }
  int count(TaskEventKind kind) const {
    return int(std::count_if(events.begin(), events.end(), [&](const TaskEvent& event) { return event.kind == kind; }));
  }

  int starts = 0, finishes = 0;
  TaskId tasks = 0, finished = 0;
  bool has_failed = false;
  std::vector<TaskEvent> events;
};

TEST_P(Schedulers, TellCallbacksEveryStartFinishAndRelease) {
  const auto recorder = std::make_shared<Recorder>();
  run_on(GetParam(), graph_of(testing::random_additions(3, 2000)), {1999}, {.callbacks = {recorder}, .fuse = false});
  EXPECT_EQ(recorder->starts, 1);
  EXPECT_EQ(recorder->finishes, 1);
  EXPECT_FALSE(recorder->has_failed);
  EXPECT_EQ(recorder->tasks, 2000u);
  EXPECT_EQ(recorder->finished, 2000u);
  EXPECT_EQ(recorder->count(TaskEventKind::Started), 2000);
  EXPECT_EQ(recorder->count(TaskEventKind::Finished), 2000);
  EXPECT_EQ(recorder->count(TaskEventKind::Released), 1999);
  for (const TaskEvent& event : recorder->events) EXPECT_LE(event.start_ns, event.end_ns);
}

TEST_P(Schedulers, TellCallbacksOfAFailure) {
  const auto recorder = std::make_shared<Recorder>();
  const CallbackScope scope(recorder);
  layer_->add(layer_->add_operation(lambda("fail", [](const Inputs&, TaskContext&) { throw ValueError("no"); })), {});
  EXPECT_THROW(run(layer_, {0}), ValueError);
  EXPECT_TRUE(recorder->has_failed);
  EXPECT_EQ(recorder->count(TaskEventKind::Failed), 1);
}

TEST_P(Schedulers, FailARunWhoseCallbackThrows) {
  struct Broken : Callback {
    void start(const tusk::Run&) override { throw ValueError("the callback is broken"); }
  };
  const auto after = std::make_shared<Recorder>();
  layer_->add(layer_->add_operation(operation(testing::AddOne())), {});
  EXPECT_THROW(run(layer_, {0}, {.callbacks = {std::make_shared<Broken>(), after}}), ValueError);
  EXPECT_EQ(after->starts, 0);
  EXPECT_EQ(after->finishes, 0);
}

TEST_P(Schedulers, HeedPriorities) {
  std::vector<TaskId> order;
  std::mutex mutex;
  const auto note = layer_->add_operation(lambda("note", [&](const Inputs&, TaskContext& context) {
    const std::lock_guard lock(mutex);
    order.push_back(context.index());
  }));
  std::vector<TaskId> all;
  for (int i = 0; i < 6; ++i) all.push_back(layer_->add(note, {}));
  layer_->set_annotations(4, std::make_shared<const Annotations>(Annotations{.priority = 2}));
  layer_->set_annotations(0, std::make_shared<const Annotations>(Annotations{.priority = -1}));
  run(layer_, all, {.threads = 1});
  EXPECT_EQ(order.front(), 4u);
  EXPECT_EQ(order.back(), 0u);
}

TEST_P(Schedulers, FailATaskThatAllocatesPastTheLimitAndGoOn) {
  MemoryPool& pool = default_memory_pool();
  const std::uint64_t limit = pool.limit_bytes();
  pool.set_limit_bytes(pool.current_bytes() + (std::uint64_t(32) << 20));
  const auto make = layer_->add_operation(lambda("make", [](const Inputs&, TaskContext& context) {
    return NdArray::empty(DType::Float64, {context.index() == 0 ? std::int64_t(1) << 24 : std::int64_t(1) << 20});
  }));
  layer_->add(make, {});
  layer_->add(make, {});
  EXPECT_THROW(run(layer_, {0}), MemoryError);
  EXPECT_EQ(run(layer_, {1})[0].as<NdArray>().size(), 1 << 20);
  pool.set_limit_bytes(limit);
}

TEST(SchedulerNames, AreThoseOfDask) {
  for (const char* name : {"threads", "threading"}) EXPECT_EQ(find_scheduler(name)->name(), "threads");
  for (const char* name : {"synchronous", "sync", "single-threaded"})
    EXPECT_EQ(find_scheduler(name)->name(), "synchronous");
}

TEST(SchedulerThreads, MustNotBeNegative) {
  const auto layer = std::make_shared<ExplicitLayer>("layer");
  layer->add(layer->add_operation(operation(testing::AddOne())), {});
  EXPECT_THROW(run_on("threads", graph_of(layer), {0}, {.threads = -1}), ValueError);
}

}  // namespace
}  // namespace tusk
