#include <tusk/client.h>

#include <atomic>
#include <functional>
#include <future>
#include <map>
#include <mutex>
#include <thread>
#include <unistd.h>
#include <utility>

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <tusk/core/error.h>

#include "runtime/client_core.h"

namespace tusk {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

int increment(int x) { return x + 1; }
int sum(const std::vector<int>& values) {
  int total = 0;
  for (const int value : values) total += value;
  return total;
}
int fail(int x) { throw ValueError("can't take " + std::to_string(x)); }

// Holds tasks until a test lets them go.
class Gate {
 public:
  void open() {
    is_open_ = true;
    is_open_.notify_all();
  }
  void pass() const {
    ++waiting_;
    is_open_.wait(false);
  }
  int waiting() const { return waiting_; }

 private:
  std::atomic<bool> is_open_ = false;
  mutable std::atomic<int> waiting_ = 0;
};

class ClientTest : public ::testing::Test {
 protected:
  // Tasks of tests are made of lambdas with captures, each of which is a function of its own.
  Client client_{{.threads = 2}};
};

TEST_F(ClientTest, SubmitsCallsAndGivesTheirResults) {
  const Future<int> future = client_.submit(increment, 1);
  EXPECT_EQ(future.result(), 2);
  EXPECT_EQ(future.status(), FutureStatus::Finished);
  EXPECT_TRUE(future.done());
  EXPECT_THAT(future.print(), ::testing::MatchesRegex("<Future: finished, key: function-[0-9a-f]*>"));
}

TEST_F(ClientTest, TakesFuturesAnywhereInsideOfArguments) {
  const auto one = client_.submit(increment, 0);
  EXPECT_EQ(client_.submit(increment, one).result(), 2);
  EXPECT_EQ(client_.submit(sum, std::vector{one, client_.submit(increment, one), one}).result(), 4);
  const auto count = [](const std::map<std::string, int>& numbers, std::optional<int> more) {
    return numbers.at("one") + more.value_or(0);
  };
  EXPECT_EQ(client_.submit(count, std::map<std::string, Future<int>>{{"one", one}}, std::optional(one)).result(), 2);
}

TEST_F(ClientTest, MapsOverVectorsAndGathersWhatComesOut) {
  EXPECT_THAT(client_.gather(client_.map(increment, std::vector{1, 2, 3})), ElementsAre(2, 3, 4));
  const auto futures = client_.map(std::plus<>(), std::vector{1, 2}, std::vector{10, 20});
  EXPECT_THAT(client_.gather(futures), ElementsAre(11, 22));
  EXPECT_THROW(client_.map(std::plus<>(), std::vector{1}, std::vector{1, 2}), ValueError);
}

TEST_F(ClientTest, DoesEqualWorkOnceUnlessItIsNotPure) {
  EXPECT_EQ(client_.submit(increment, 5).key(), client_.submit(increment, 5).key());
  EXPECT_NE(client_.submit(increment, 5).key(), client_.submit(increment, 6).key());
  EXPECT_NE(client_.submit({.pure = false}, increment, 5).key(), client_.submit({.pure = false}, increment, 5).key());
  EXPECT_EQ(client_.submit({.key = "mine"}, increment, 5).key(), Key{"mine"});
}

TEST_F(ClientTest, ScattersData) {
  const auto data = client_.scatter(std::vector{1, 2, 3});
  EXPECT_EQ(data.status(), FutureStatus::Finished);
  EXPECT_EQ(client_.submit(sum, data).result(), 6);
  EXPECT_EQ(client_.scatter(7).key(), client_.scatter(7).key());
  EXPECT_NE(client_.scatter(7, false).key(), client_.scatter(7, false).key());
}

TEST_F(ClientTest, PassesATasksExceptionOnToAllThatNeedIt) {
  const auto broken = client_.submit(fail, 3);
  const auto after = client_.submit({.key = "after"}, increment, broken);
  try {
    after.result();
    FAIL() << "nothing was thrown";
  } catch (const ValueError& error) {
    EXPECT_STREQ(error.what(), "can't take 3");
    ASSERT_NE(task_failure(), nullptr);
    EXPECT_EQ(task_failure()->key, broken.key());
    EXPECT_THAT(task_failure()->operation, HasSubstr("(3)"));
    EXPECT_THAT(task_failure()->waiting, ElementsAre(Key{"after"}));
  }
  EXPECT_EQ(after.status(), FutureStatus::Error);
  EXPECT_NE(after.exception(), nullptr);
  EXPECT_EQ(client_.submit(increment, 1).exception(), nullptr);
}

TEST_F(ClientTest, RetriesByItselfAndOnDemand) {
  std::atomic<int> attempts = 0;
  const auto flaky = [&](int needed) {
    if (++attempts < needed) throw ValueError("not yet");
    return attempts.load();
  };
  EXPECT_EQ(client_.submit({.retries = 2}, flaky, 3).result(), 3);
  attempts = 0;
  const auto future = client_.submit(flaky, 2);
  EXPECT_THROW(future.result(), ValueError);
  future.retry();
  EXPECT_EQ(future.result(), 2);
}

TEST_F(ClientTest, FreesAResultWithItsLastFuture) {
  const auto make = [](int) { return std::make_shared<int>(7); };
  auto future = client_.submit(make, 1);
  auto copy = future;
  std::weak_ptr<int> result = future.result();
  future.release();
  EXPECT_FALSE(result.expired());
  copy.release();
  EXPECT_EQ(client_.core().task_count_now(), 0u);
  while (!result.expired()) std::this_thread::yield();  // a worker may be letting go of it
}

TEST_F(ClientTest, DropsQueuedTasksWithTheirFuturesAndLetsRunningOnesEnd) {
  Gate gate;
  std::atomic<int> started = 0;
  const auto wait = [&](int) {
    ++started;
    gate.pass();
  };
  {
    auto futures = client_.map(wait, std::vector{1, 2, 3, 4, 5, 6});
    while (gate.waiting() < 2) std::this_thread::yield();
  }
  gate.open();
  while (client_.core().task_count_now() > 0) std::this_thread::yield();
  EXPECT_EQ(started, 2);
}

TEST_F(ClientTest, CancelsQueuedTasksAtOnceAndAsksRunningOnesToStop) {
  std::atomic<bool> has_stopped = false, has_begun = false;
  const auto run_on = [&](int x) {
    has_begun = true;
    while (!current_task()->stop_token().stop_requested()) std::this_thread::yield();
    has_stopped = true;
    return x;
  };
  const auto running = client_.submit(run_on, 1);
  while (!has_begun) std::this_thread::yield();
  const auto waiting = client_.submit(increment, running);
  client_.cancel(std::vector{running});
  EXPECT_TRUE(running.cancelled());
  EXPECT_TRUE(waiting.cancelled());
  EXPECT_THROW(running.result(), CancelledError);
  while (!has_stopped) std::this_thread::yield();
  EXPECT_EQ(client_.submit(increment, 41).result(), 42);
}

TEST_F(ClientTest, WaitsForAllForTheFirstAndNotTooLong) {
  Gate gate;
  const auto hold = [&](int x) {
    gate.pass();
    return x;
  };
  const auto held = client_.submit(hold, 1);
  const auto quick = client_.submit(hold, 2);  // waits too; only its cancelling ends it
  EXPECT_THROW(wait(std::vector{held, quick}, ReturnWhen::AllCompleted, 1ms), TimeoutError);
  EXPECT_THROW(held.result(1ms), TimeoutError);
  quick.cancel();
  const auto sorted = wait(std::vector{held, quick}, ReturnWhen::FirstCompleted);
  EXPECT_EQ(sorted.done.size(), 1u);
  EXPECT_EQ(sorted.not_done.size(), 1u);
  gate.open();
  EXPECT_EQ(wait(std::vector{held, quick}).done.size(), 2u);
}

TEST_F(ClientTest, GivesFuturesOutAsTheyEndAndTakesNewOnes) {
  AsCompleted results(client_.map(increment, std::vector{0, 1, 2}));
  std::vector<int> seen;
  for (const auto& future : results) {
    seen.push_back(future.result());
    if (future.result() == 3) results.add(client_.submit(increment, 9));
  }
  EXPECT_THAT(seen, UnorderedElementsAre(1, 2, 3, 10));
  EXPECT_TRUE(results.is_empty());
}

TEST_F(ClientTest, CallsBackWhenATaskHasEnded) {
  std::atomic<int> calls = 0;
  const auto future = client_.submit(increment, 1);
  future.add_done_callback([&](const AnyFuture& done) {
    EXPECT_EQ(done.key(), future.key());
    ++calls;
  });
  client_.submit(fail, 1).add_done_callback(
      [&](const AnyFuture&) { throw ValueError("callbacks' exceptions are lost"); });
  future.value();
  future.add_done_callback([&](const AnyFuture&) { ++calls; });
  while (calls < 2) std::this_thread::yield();
}

TEST_F(ClientTest, RunsWhatIsFiredAndForgotten) {
  std::atomic<bool> has_run = false;
  fire_and_forget(client_.submit([&](int) { has_run = true; }, 1));
  while (!has_run) std::this_thread::yield();
}

TEST_F(ClientTest, LetsTasksSubmitAndWait) {
  // More tasks that wait than there are threads.
  const auto nested = [&](int x) {
    return client_.submit(increment, client_.submit({.pure = false}, increment, x)).result();
  };
  EXPECT_THAT(client_.gather(client_.map(nested, std::vector{1, 2, 3, 4, 5, 6, 7, 8})),
              ElementsAre(3, 4, 5, 6, 7, 8, 9, 10));
}

TEST_F(ClientTest, LetsHundredsOfTasksWaitInsideOfEachOther) {
  std::function<int(int)> down = [&](int depth) {
    return depth == 0 ? 0 : 1 + client_.submit([&](int below) { return down(below); }, depth - 1).result();
  };
  EXPECT_EQ(client_.submit([&](int depth) { return down(depth); }, 300).result(), 300);
}

TEST_F(ClientTest, RefusesATaskThatWaitsForItself) {
  Future<int> own;
  Gate gate;
  own = client_.submit(
      [&](int) {
        gate.pass();
        return own.result();
      },
      1);
  gate.open();
  EXPECT_THROW(own.result(), RuntimeError);
}

TEST_F(ClientTest, ComputesAFutureLikeAnyLazyValue) {
  const auto future = client_.submit(increment, 1);
  const auto collection = future.collection();
  const std::array collections = {collection.get()};
  EXPECT_EQ(tusk::compute(collections)[0].as<int>(), 2);
}

TEST_F(ClientTest, GivesUrgentTasksAwayFirst) {
  Client client({.threads = 1, .set_as_default = false});
  Gate gate;
  std::vector<int> order;
  std::mutex mutex;
  const auto hold = client.submit([&](int) { gate.pass(); }, 0);
  while (gate.waiting() == 0) std::this_thread::yield();
  const auto note = [&](int x) {
    const std::lock_guard lock(mutex);
    order.push_back(x);
  };
  const auto late = client.submit({.priority = -1}, note, 3);
  const auto plain = client.submit(note, 2);
  const auto urgent = client.submit({.priority = 1}, note, 1);
  gate.open();
  wait(late);
  EXPECT_THAT(order, ElementsAre(1, 2, 3));
}

// Counts what it is told.
class Counter : public Callback {
 public:
  void start(const Run&) override { ++starts; }
  void update(const Run& run, std::span<const TaskEvent> events) override {
    for (const TaskEvent& event : events) {
      ++tasks;
      groups.push_back(run.group(event.task));
    }
  }
  void finish(const Run&, const std::exception_ptr&) override { ++finishes; }
  int starts = 0, finishes = 0, tasks = 0;
  std::vector<std::string> groups;
};

TEST_F(ClientTest, TellsCallbacksOfAllThatHappenedBeforeTheyGo) {
  const auto counter = std::make_shared<Counter>();
  {
    const CallbackScope scope(counter);
    client_.gather(client_.map({.name = "step"}, increment, std::vector{1, 2, 3, 4, 5}));
  }
  EXPECT_EQ(counter->tasks, 5);
  EXPECT_EQ(counter->starts, 1);
  EXPECT_EQ(counter->finishes, 1);
  EXPECT_THAT(counter->groups, ::testing::Each("step"));
}

// A value that uses the client from another thread while it is measured or freed, as an object does whose runtime has a
// lock that others hold while they use the client.
class Entangled {
 public:
  Entangled(Client* client, std::atomic<int>* stuck) : client_(client), stuck_(stuck) {}
  Entangled(Entangled&& other) noexcept : client_(std::exchange(other.client_, nullptr)), stuck_(other.stuck_) {}
  Entangled(const Entangled&) = default;
  ~Entangled() { use_client(); }
  std::size_t size_bytes() const {
    use_client();
    return sizeof(*this);
  }

 private:
  void use_client() const {
    if (!client_) return;
    auto used = std::make_shared<std::promise<void>>();
    auto is_used = used->get_future();
    std::thread([used, client = client_] {
      client->core().task_count_now();
      used->set_value();
    }).detach();
    if (is_used.wait_for(10s) != std::future_status::ready) ++*stuck_;
  }

  Client* client_;
  std::atomic<int>* stuck_;
};

TEST_F(ClientTest, LooksAtValuesAndFreesThemWithoutItsLock) {
  std::atomic<int> stuck = 0;
  const auto counter = std::make_shared<Counter>();
  {
    const CallbackScope scope(counter);
    const auto made = client_.submit([&](int) { return Entangled(&client_, &stuck); }, 1);
    client_.submit([](const Entangled&) { return 0; }, made).value();
    const Value data = Value::of(Entangled(&client_, &stuck));
    const auto scattered = client_.scatter(data);
    const auto again = client_.scatter(data);
  }
  EXPECT_GT(counter->tasks, 0);
  EXPECT_EQ(stuck, 0);
}

TEST_F(ClientTest, CancelsWhatIsPendingWhenItIsClosedAndKeepsWhatIsFinished) {
  Gate gate;
  const auto finished = client_.submit(increment, 1);
  finished.value();
  const auto held = client_.submit([&](int) { gate.pass(); }, 1);
  while (gate.waiting() == 0) std::this_thread::yield();
  client_.close();
  EXPECT_TRUE(held.cancelled());
  EXPECT_EQ(finished.result(), 2);
  EXPECT_THROW(client_.submit(increment, 2), RuntimeError);
  gate.open();
  while (client_.core().is_busy()) std::this_thread::yield();  // the task uses this test's variables
}

template <class Call>
bool is_refused(const Call& call) {
  try {
    call();
    return false;
  } catch (const RuntimeError& error) {
    return std::string(error.what()).starts_with("a client and its futures belong to the process that opened it");
  }
}

TEST_F(ClientTest, RefusesEverythingInAForkedChild) {
#ifdef __SANITIZE_THREAD__
  GTEST_SKIP() << "ThreadSanitizer does not let a forked child start threads";
#endif
  const Future<int> finished = client_.submit(increment, 1);
  finished.result();
  Gate gate;
  const Future<int> running = client_.submit([&gate] {
    gate.pass();
    return 1;
  });
  while (gate.waiting() == 0) std::this_thread::yield();
  auto completed = std::make_unique<runtime::EndQueue>();
  completed->add(running);

  const pid_t child = fork();
  if (child == 0) {
    const bool is_right = is_refused([&] { client_.submit(increment, 5); }) &&
                          is_refused([&] { client_.scatter(1); }) && is_refused([&] { finished.result(); }) &&
                          is_refused([&] { running.exception(); }) && is_refused([&] { running.status(); }) &&
                          is_refused([&] { wait(std::vector{running}); }) && is_refused([&] { completed->next({}); }) &&
                          running.print().starts_with("<Future: of another process");
    client_.close();
    _exit(is_right && Client().submit(increment, 1).result() == 2 ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  gate.open();
  EXPECT_EQ(running.result(), 1);
}

TEST_F(ClientTest, SurvivesAStormOfFuturesThatComeAndGo) {
  std::uint32_t state = 4711;
  const auto draw = [&](std::uint32_t below) {
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
  };
  SCOPED_TRACE("seed 4711");
  std::vector<Future<int>> futures;
  for (int i = 0; i < 3000; ++i) {
    const std::uint32_t action = draw(10);
    if (action < 6 || futures.empty()) {
      const bool has_input = !futures.empty() && draw(2) == 0;
      futures.push_back(has_input
                            ? client_.submit({.pure = false}, increment, futures[draw(std::uint32_t(futures.size()))])
                            : client_.submit({.pure = false}, draw(20) == 0 ? fail : increment, i));
    } else if (action < 9) {
      futures.erase(futures.begin() + draw(std::uint32_t(futures.size())));
    } else {
      const auto& future = futures[draw(std::uint32_t(futures.size()))];
      draw(2) == 0 ? future.cancel() : future.retry();
    }
  }
  wait(futures);
  futures.clear();
  while (client_.core().task_count_now() > 0) std::this_thread::yield();
}

}  // namespace
}  // namespace tusk
