// ThreadedRun: one run of a plan on the pool's threads, by work stealing.
//
// A worker that joins takes a slot, with a deque of ready tasks. It runs what it made ready itself first (of several
// the lowest rank, directly), then root tasks in the order of their ranks, in ranges that shrink towards the end, then
// what it can steal. So what was begun is finished, and few results wait. A result is freed by the task that uses it
// last. With users' priorities, ready tasks go through one heap instead, strictly by rank.
//
// The first failure, or stop(), ends the run: nothing more begins, and it is done when the workers have left. Nobody
// must wait for that: see leave().
// 24 bytes a task besides the plan, 16 of them for the results.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <queue>
#include <shared_mutex>
#include <stop_token>
#include <vector>

#include <tusk/graph/scheduler.h>

#include "graph/current_task.h"
#include "runtime/event_log.h"
#include "runtime/plan_view.h"
#include "runtime/task_deque.h"
#include "runtime/task_runner.h"
#include "runtime/thread_pool.h"
#include "runtime/watchers.h"
#include "scheduler/admission.h"
#include "scheduler/run_plan.h"

namespace tusk::runtime {

class ThreadedRun final : public WorkSource, public PlanView {
 public:
  // At most `workers` threads join at once. The watchers must live until the run is done, or left.
  ThreadedRun(scheduler::RunPlan plan, int workers, const Watchers& watchers, ThreadPool& pool);

  bool work() override;
  bool has_work() const override;
  std::string_view scheduler() const override { return "threads"; }
  int worker_count() const override { return int(slots_.size()); }
  TaskId finished_count() const override;

  // Cancels: queued tasks at once, running ones through their stop token.
  void stop();
  bool is_done() const { return is_done_.load(std::memory_order_acquire); }
  // Whether it was done within that time.
  bool wait_for(std::chrono::milliseconds time);
  // Gives up a stopped run of which tasks still run: they end in the background, while the pool has other threads in
  // their places. Watchers are shown no more results, and failure() and take_outputs() must not be asked for.
  void leave();
  // Once it is done, and from one thread:
  void drain_events(std::vector<TaskEvent>& events);
  const std::optional<TaskFailure>& failure() const { return failure_; }
  bool is_complete() const { return finished_count() == task_count(); }
  // The results of the outputs; all results are gone afterwards, though a worker may hold the run for a moment longer.
  std::vector<Value> take_outputs();
  // Tells the run what memory the process holds, which costs too much to ask for each root.
  void observe_memory(std::uint64_t resident_bytes) {
    resident_bytes_.store(resident_bytes, std::memory_order_relaxed);
  }
  // Bytes of the run's own state and of the plan's, results and operations not counted.
  std::size_t size_bytes() const;

 private:
  enum class SlotUse : std::uint8_t { Free, Taken, Left };  // left: taken, and the pool has another thread for it
  struct alignas(64) Slot {
    std::atomic<SlotUse> use{SlotUse::Free};
    std::atomic<TaskId> finished{0};
    std::uint16_t number = 0;
    std::atomic<std::uint32_t> next_root{0};  // roots that this slot took and did not begin yet; it alone changes them
    std::atomic<std::uint32_t> end_root{0};
    std::uint32_t random = 1;
    std::int64_t clock_ns = 0;  // when the last task ended
    TaskDeque ready;
    std::vector<TaskId> freed;  // scratch of complete()
    EventLog log;
  };
  struct Counters {
    std::atomic<std::uint32_t> missing;  // inputs whose results are not there yet
    std::atomic<std::uint32_t> uses;     // consumers that did not run yet, and outputs
  };

  Slot* take_slot();
  void give_back(Slot& slot);
  void show_result(TaskId task);
  bool run_tasks(Slot& slot);
  bool execute(Slot& slot, RunningTask& context, TaskId task);
  std::optional<TaskId> complete(Slot& slot, TaskId task);
  void release_inputs(Slot& slot, TaskId task);
  std::optional<TaskId> next(Slot& slot);
  std::optional<TaskId> next_by_priority();
  std::optional<TaskId> make_ready(Slot& slot);
  bool take_roots(Slot& slot);
  std::optional<TaskId> steal(Slot& slot);
  bool admits_root(int others) const;
  scheduler::MemoryUse memory_use() const;
  std::uint32_t taken_roots() const;
  static std::uint32_t taken_roots(const Slot& slot);
  void note_root_size(const Value& result);
  void fail(TaskId task, const RunningTask& context);
  void finish_if_over();
  void log(Slot& slot, TaskEventKind kind, TaskId task, std::int64_t start_ns, std::int64_t end_ns,
           std::uint64_t size_bytes);

  scheduler::RunPlan plan_;
  TaskRunner runner_;
  const Watchers& watchers_;
  const EventNeeds needs_;
  ThreadPool& pool_;
  scheduler::Admission admission_;
  std::atomic<std::uint64_t> resident_bytes_{0};
  std::atomic<std::uint64_t> largest_root_bytes_{0};
  const int nesting_ = graph::nesting_of_new_run();
  bool has_retries_ = false;
  std::vector<Slot> slots_;
  std::unique_ptr<Counters[]> counters_;
  std::vector<Value> results_;
  std::atomic<std::uint32_t> next_root_{0};
  mutable std::atomic<bool> is_holding_roots_{false};
  std::atomic<int> active_{0};
  std::atomic<bool> is_stopping_{false};
  std::atomic<bool> has_failed_{false};
  std::stop_source stop_;

  mutable std::mutex priority_mutex_;
  std::priority_queue<graph::Rank, std::vector<graph::Rank>, std::greater<>> ready_ranks_;
  std::vector<TaskId> by_rank_;

  std::shared_mutex watching_;  // shared while a result is shown, which may take its time
  bool is_left_ = false;        // guarded by it

  std::mutex done_mutex_;
  std::condition_variable done_;
  std::atomic<bool> is_done_{false};
  std::optional<TaskFailure> failure_;
};

}  // namespace tusk::runtime
