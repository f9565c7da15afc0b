// ThreadPool: the process's worker threads, and what they work on.
//
// There is one pool a process, started when first needed, and started anew in a forked child. Runs and clients are work
// sources: a worker goes from source to source, does what it finds, spins for some microseconds, and sleeps. Whoever
// makes new work calls `notify`, which costs one load when nobody sleeps.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace tusk::runtime {

class WorkSource {
 public:
  virtual ~WorkSource() = default;
  // Does what there is for one more worker, and returns when there is nothing right now. Returns whether it did any.
  // May be called from several threads at once. Never throws.
  virtual bool work() = 0;
  // Whether work() would find something. Cheap; must see what was added before the last `notify`.
  virtual bool has_work() const = 0;
};

class ThreadPool {
 public:
  explicit ThreadPool(int threads);
  ~ThreadPool();

  // Lets workers work on a source, until it is removed. A worker may still be inside it for a moment afterwards, and
  // holds a reference as long.
  void add(std::shared_ptr<WorkSource> source);
  void remove(const WorkSource* source);
  // Says that there is new work. From any thread.
  void notify() {
    if (sleepers_.load(std::memory_order_seq_cst) > 0) wake();
  }
  // Makes sleeping helpers look at their conditions again, too.
  void wake_all();
  // Works on one source, on the calling thread, until `is_done` says so: what a task does that waits for a run.
  void help(WorkSource& source, const std::function<bool()>& is_done);
  // Lets one thread more work, or one fewer again: in the place of a worker whose task nobody waits for any more.
  // Throws RuntimeError if the system has no more threads.
  void open_place();
  void close_place();
  // While one lives on a worker thread, another thread works in its place, so tasks that wait for other tasks can't use
  // up the pool. Elsewhere it does nothing. Throws as open_place() does.
  class BlockedScope {
   public:
    explicit BlockedScope(ThreadPool& pool);
    ~BlockedScope();
    BlockedScope(const BlockedScope&) = delete;
    BlockedScope& operator=(const BlockedScope&) = delete;

   private:
    ThreadPool* pool_;
  };
  // Starts threads until there are that many.
  void grow(int threads);
  int thread_count() const { return thread_count_.load(); }
  bool has_several_sources() const { return source_count_.load(std::memory_order_relaxed) > 1; }

 private:
  using Sources = std::vector<std::shared_ptr<WorkSource>>;

  void run_worker(int number);
  void start_threads();
  void wait_until_needed(int number);
  void set_sources(std::shared_ptr<const Sources> sources);
  std::shared_ptr<const Sources> sources() const;
  void wake();
  // Sleeps until woken, unless `has_work` says that there is work.
  template <class HasWork>
  void sleep_unless(const HasWork& has_work, bool is_helper);

  mutable std::mutex mutex_;
  std::condition_variable awake_;
  std::condition_variable needed_;  // threads of high numbers wait for it
  std::shared_ptr<const Sources> sources_ = std::make_shared<Sources>();
  std::atomic<std::uint64_t> sources_version_{0};
  std::atomic<std::size_t> source_count_{0};
  std::atomic<int> sleepers_{0};  // those that sleep, or are about to, and were given no permit to wake
  int permits_ = 0;               // given to sleepers and not used yet
  int sleeping_helpers_ = 0;
  std::atomic<int> thread_count_{0};  // that may work at once; threads of higher numbers sleep
  int size_ = 0;
  int blocked_count_ = 0;
  std::atomic<bool> is_stopping_{false};
  std::vector<std::thread> threads_;
};

// The process's pool, with at least `threads` threads (0: what the configuration says, else one a core).
ThreadPool& process_pool(int threads = 0);
// The number that 0 stands for.
int default_thread_count();
// Whether that is the process's pool. A pool from before a fork has no threads in the child, and may be locked for
// ever.
bool is_pool_of_this_process(const ThreadPool& pool);
// Whether the calling thread is a worker of the pool.
bool is_worker_thread();

}  // namespace tusk::runtime
