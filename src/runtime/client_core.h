// ClientCore: the client of one process. A FutureTable under a lock, worked off by the pool's threads.
//
// The lock is held for table calls alone: tasks, callbacks and all that looks at an operation or a result, or frees
// one, happen outside of it. Those may be a foreign runtime's, which has a lock of its own that others hold while they
// wait for this one.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include <tusk/runtime/future.h>

#include "runtime/thread_pool.h"
#include "runtime/watchers.h"
#include "scheduler/future_table.h"

namespace tusk::runtime {

using scheduler::FutureId;

// Is told, under the client's lock, when a task that it was added to has ended.
class EndListener {
 public:
  virtual ~EndListener() = default;
  virtual void ended(FutureId id) = 0;
};

class ClientCore final : public WorkSource,
                         public Run,
                         public EventSource,
                         public std::enable_shared_from_this<ClientCore> {
 public:
  // Enters it into the pool: it works until close().
  static std::shared_ptr<ClientCore> make(int threads);
  explicit ClientCore(int threads);
  ~ClientCore() override;
  // Cancels everything; afterwards all futures are cancelled and submitting throws.
  void close();

  AnyFuture submit(const Key& key, OperationPtr operation, std::vector<FutureId> inputs,
                   const Annotations* annotations);
  AnyFuture add_data(const Key& key, Value value);
  void release(FutureId id);
  FutureStatus status(FutureId id) const;
  std::string why(FutureId id) const;
  Value value(FutureId id, Timeout timeout);
  std::exception_ptr exception(FutureId id, Timeout timeout);
  void cancel(std::span<const FutureId> ids);
  void retry(std::span<const FutureId> ids);
  void add_done_callback(const AnyFuture& future, std::function<void(const AnyFuture&)> callback);
  // Keeps the task wanted until it has ended.
  void fire_and_forget(const AnyFuture& future);

  // Adds a listener to each task that did not end, and returns how many did already; atomically.
  std::size_t listen(std::span<const FutureId> ids, const std::shared_ptr<EndListener>& listener);
  // Adds a listener to each task that these wait for, however far away, and returns them; atomically.
  std::vector<std::pair<FutureId, Key>> listen_to_inputs(std::span<const FutureId> ids,
                                                         const std::shared_ptr<EndListener>& listener);
  // How many are finished, or were, and are forgotten.
  std::size_t finished_count(std::span<const FutureId> ids) const;
  // Whether `count` of the tasks ended within that time.
  bool wait(std::span<const FutureId> ids, std::size_t count, Timeout timeout);

  // While one lives, a task that runs on this thread gives its place to another. Outside of tasks it does nothing.
  class WaitingScope {
   public:
    WaitingScope();
    ~WaitingScope();
    WaitingScope(const WaitingScope&) = delete;
    WaitingScope& operator=(const WaitingScope&) = delete;

   private:
    ClientCore* core_;
    ThreadPool::BlockedScope blocked_;
  };

  // Whether this process opened the client. In a forked child, all that would need its lock throws RuntimeError, but
  // release() and close(), which do nothing.
  bool is_of_this_process() const;

  int threads() const { return threads_; }
  // Tasks in the table.
  std::size_t task_count_now() const;
  // Whether a task runs, be it one that was cancelled.
  bool is_busy() const { return active_.load() > 0; }

  bool work() override;
  bool has_work() const override;

  // The tasks of one busy period, as callbacks see them.
  std::string_view scheduler() const override { return "client"; }
  int worker_count() const override { return threads_; }
  graph::TaskId task_count() const override;
  graph::TaskId finished_count() const override;
  Key key(graph::TaskId task) const override;
  std::string group(graph::TaskId task) const override { return std::string(key(task).prefix()); }
  std::string operation(graph::TaskId task) const override;
  std::vector<graph::TaskId> inputs(graph::TaskId task) const override;
  Annotations annotations(graph::TaskId task) const override;
  void flush() override;

 private:
  struct Described {
    Key key;
    OperationPtr operation;
    std::vector<graph::TaskId> inputs;
    Annotations annotations;
  };
  struct DoneCallback {
    AnyFuture future;
    std::function<void(const AnyFuture&)> call;
  };

  void check_process() const;
  std::unique_lock<std::mutex> locked() const;
  AnyFuture handle(const Key& key, FutureId id);
  void add_listener(FutureId id, const std::shared_ptr<EndListener>& listener);
  void apply(scheduler::Changes changes, std::unique_lock<std::mutex> lock);
  void run_job(const scheduler::Job& job, int worker);
  // Returns what the last busy period described, to be freed outside of the lock.
  std::vector<Described> describe(const Key& key, FutureId id, const OperationPtr& operation,
                                  std::span<const FutureId> inputs, const Annotations* annotations);
  void note(const scheduler::Job& job, int worker, TaskEventKind kind, std::int64_t start_ns, std::uint64_t size_bytes);
  // Shows the result to callbacks; returns its size if any callback hears of the task, else 0.
  std::uint64_t show_result(const scheduler::Job& job, const Value& result);
  int take_worker_number();
  void run_dispatcher();
  void start_dispatcher();
  void call_due_callbacks(std::unique_lock<std::mutex>& lock);
  void pass_events_on(std::unique_lock<std::mutex>& lock);

  const int threads_;
  ThreadPool& pool_;
  mutable std::mutex mutex_;
  scheduler::FutureTable table_;
  bool is_closed_ = false;
  std::vector<bool> workers_taken_;
  std::unordered_map<FutureId, std::stop_source> running_;
  std::unordered_map<FutureId, std::vector<std::weak_ptr<EndListener>>> listeners_;
  std::unordered_map<FutureId, std::vector<DoneCallback>> waiting_callbacks_;
  std::vector<DoneCallback> due_callbacks_;
  std::atomic<bool> has_ready_{false};
  std::atomic<int> active_{0};

  std::thread dispatcher_;
  std::condition_variable dispatch_;
  bool is_watched_ = false;  // the watchers were told of the start
  bool is_idle_ = false;     // all tasks had ended when the watchers were last told something
  std::shared_ptr<Watchers> watchers_;
  std::vector<Described> described_;
  std::unordered_map<FutureId, graph::TaskId> numbers_;
  std::vector<TaskEvent> events_;
  graph::TaskId finished_ = 0;
  std::uint64_t flushes_wanted_ = 0;
  std::uint64_t flushes_done_ = 0;
  std::condition_variable flushed_;
};

// One future's hold on its task.
class FutureHandle {
 public:
  FutureHandle(std::shared_ptr<ClientCore> core, FutureId id, Key key)
      : core_(std::move(core)), id_(id), key_(std::move(key)) {}
  ~FutureHandle() { core_->release(id_); }
  FutureHandle(const FutureHandle&) = delete;
  FutureHandle& operator=(const FutureHandle&) = delete;

  ClientCore& core() const { return *core_; }
  FutureId id() const { return id_; }
  const Key& key() const { return key_; }

 private:
  std::shared_ptr<ClientCore> core_;
  FutureId id_;
  Key key_;
};

}  // namespace tusk::runtime
