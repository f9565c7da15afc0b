#include <tusk/runtime/progress.h>

#include <atomic>

#include <gmock/gmock.h>

#include <tusk/client.h>
#include <tusk/core/error.h>

namespace tusk {
namespace {

using ::testing::ElementsAre;

int incremented(int x) { return x + 1; }
int fail_always(int x) { throw ValueError("can't take " + std::to_string(x)); }

// Notes what a display is told.
class Display final : public Callback {
 public:
  std::chrono::milliseconds interval() const override { return std::chrono::milliseconds(1); }
  void start(const Run& run) override { note("start", run); }
  void update(const Run& run, std::span<const TaskEvent>) override {
    if (on_update) on_update(run);
  }
  void finish(const Run& run, const std::exception_ptr& failure) override {
    note(failure ? "failed" : "finished", run);
  }

  std::vector<std::string> notes;
  std::function<void(const Run&)> on_update;

 private:
  void note(const std::string& what, const Run& run) {
    notes.push_back(what + " " + std::to_string(run.finished_count()) + "/" + std::to_string(run.task_count()));
  }
};

class Progress : public ::testing::Test {
 protected:
  // A task that ends when `is_open_` says so.
  Future<int> gate(int x) {
    return client_.submit(
        {.pure = false},
        [this](int value) {
          is_open_.wait(false);
          return value;
        },
        x);
  }
  void open() {
    is_open_ = true;
    is_open_.notify_all();
  }

  Client client_{{.threads = 2}};
  Display display_;
  std::atomic<bool> is_open_ = false;
};

TEST_F(Progress, CountsFuturesAndWhatTheyWaitForUntilAllHaveEnded) {
  const auto held = gate(1);
  const auto ended = client_.submit(incremented, 5);
  ended.result();
  const std::vector futures = {ended, client_.submit(incremented, client_.submit(incremented, held)), ended};
  display_.on_update = [&](const tusk::Run& run) {
    if (is_open_) return;
    EXPECT_EQ(run.finished_count(), 1u);
    EXPECT_EQ(run.key(0), ended.key());
    open();
  };
  progress(futures, display_);
  EXPECT_THAT(display_.notes, ElementsAre("start 1/4", "finished 4/4"));
  EXPECT_EQ(futures[1].status(), FutureStatus::Finished);
}

TEST_F(Progress, ShowsAFailureAndThrowsNothing) {
  const auto broken = client_.submit(incremented, client_.submit(fail_always, 3));
  wait(broken);
  progress(std::map<std::string, Future<int>>{{"a", client_.submit(incremented, 1)}, {"b", broken}}, display_);
  EXPECT_THAT(display_.notes, ElementsAre(::testing::EndsWith("/2"), "failed 1/2"));
}

TEST_F(Progress, IsOverAtOnceForNothing) {
  progress(std::vector<Future<int>>(), display_);
  EXPECT_THAT(display_.notes, ElementsAre());
}

TEST_F(Progress, EndsWhenThePollThrows) {
  struct Interrupt {};
  const auto held = gate(1);
  EXPECT_THROW(runtime::progress({held}, display_, [] { throw Interrupt(); }), Interrupt);
  EXPECT_THAT(display_.notes, ElementsAre("start 0/1", "failed 0/1"));
  open();
  EXPECT_EQ(held.result(), 1);
}

}  // namespace
}  // namespace tusk
