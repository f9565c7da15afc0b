#include "runtime/threads_scheduler.h"

#include <algorithm>
#include <functional>

#include <tusk/core/config.h>
#include <tusk/core/error.h>
#include <tusk/core/machine.h>

#include "runtime/clock.h"
#include "runtime/thread_limits.h"
#include "runtime/threaded_run.h"
#include "runtime/watchers.h"

namespace tusk::runtime {

namespace {

constexpr std::chrono::milliseconds kPollInterval{50};
constexpr std::chrono::milliseconds kMemoryInterval{100};  // how often the process's memory is looked at
constexpr std::chrono::milliseconds kPatience{100};        // for tasks that may be left, since most are short

// A run on the pool, from its start to its end, as the thread sees it that waits for it.
class Attendance {
 public:
  Attendance(std::shared_ptr<ThreadedRun> run, ThreadPool& pool, Watchers& watchers, const RunOptions& options)
      : run_(std::move(run)),
        pool_(pool),
        watchers_(watchers),
        options_(options),
        stop_(options.stop, [this] { run_->stop(); }),
        outer_stop_(current_task() ? current_task()->stop_token() : std::stop_token(), [this] { run_->stop(); }) {}

  std::vector<Value> wait_for_outputs() {
    std::exception_ptr failure;
    try {
      watchers_.start(*run_);
      pool_.add(run_);
      wait();
    } catch (...) {
      failure = std::current_exception();
      run_->stop();
    }
    const bool is_left = failure && options_.leaves_running_tasks && !run_->wait_for(kPatience);
    is_left ? run_->leave() : wait_until_done();
    pool_.remove(run_.get());
    if (is_left) std::rethrow_exception(watchers_.finish(*run_, new_events(), failure));
    return conclude(failure);
  }

 private:
  void wait() {
    if (is_worker_thread()) {
      pool_.help(*run_, [&] { return run_->is_done(); });
      return;
    }
    const auto interval = std::min(options_.poll ? kPollInterval : kMemoryInterval, watchers_.interval());
    while (!run_->wait_for(interval)) {
      run_->observe_memory(process_resident_bytes());
      watchers_.update(*run_, new_events());
      if (options_.poll) options_.poll();
    }
  }

  void wait_until_done() {
    while (!run_->wait_for(std::chrono::milliseconds(1000))) {
    }
  }

  std::span<const TaskEvent> new_events() {
    events_.clear();
    run_->drain_events(events_);
    return events_;
  }

  std::vector<Value> conclude(std::exception_ptr failure) {
    if (!failure && run_->failure()) failure = run_->failure()->exception;
    if (!failure && !run_->is_complete()) {
      failure = std::make_exception_ptr(CancelledError(
          "the run was cancelled before all of its tasks were done; its results are lost, compute again to get them"));
    }
    failure = watchers_.finish(*run_, new_events(), failure);
    std::vector<Value> outputs = run_->take_outputs();
    if (run_->failure() && failure == run_->failure()->exception) rethrow_failure(*run_->failure());
    if (failure) std::rethrow_exception(failure);
    return outputs;
  }

  std::shared_ptr<ThreadedRun> run_;
  ThreadPool& pool_;
  Watchers& watchers_;
  const RunOptions& options_;
  std::vector<TaskEvent> events_;
  std::stop_callback<std::function<void()>> stop_;
  std::stop_callback<std::function<void()>> outer_stop_;
};

}  // namespace

std::vector<Value> ThreadsScheduler::run(std::shared_ptr<const graph::TaskGraph> graph,
                                         std::span<const graph::TaskId> outputs, const RunOptions& options) {
  if (options.threads < 0)
    throw ValueError("threads must be positive, or 0 for the configured number: got " +
                     std::to_string(options.threads));
  const int threads = options.threads > 0 ? options.threads : default_thread_count();
  Watchers watchers(options.callbacks);
  auto plan =
      scheduler::plan_run(std::move(graph), outputs, options.fuse && config::get<bool>("optimization.fuse.active"));
  ThreadPool& pool = process_pool(threads);
  const ThreadLimits limits;
  auto run = std::make_shared<ThreadedRun>(std::move(plan), threads, watchers, pool);
  return Attendance(run, pool, watchers, options).wait_for_outputs();
}

}  // namespace tusk::runtime
