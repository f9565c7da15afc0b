#include "runtime/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <pthread.h>
#include <system_error>

#include <fmt/core.h>

#include <tusk/core/config.h>
#include <tusk/core/error.h>
#include <tusk/core/machine.h>

#include "runtime/thread_limits.h"

namespace tusk::runtime {

namespace {

thread_local bool is_worker = false;

// How often a worker without work looks again before it sleeps: some tens of microseconds.
constexpr int kLooksBeforeSleep = 100;

struct PoolHolder {
  std::mutex mutex;
  std::atomic<ThreadPool*> pool = nullptr;  // never destroyed: tasks may run until the process ends
};

PoolHolder& pool_holder() {
  static PoolHolder* holder = [] {
    static PoolHolder instance;
    pthread_atfork([] { pool_holder().mutex.lock(); }, [] { pool_holder().mutex.unlock(); },
                   [] {
                     pool_holder().pool = nullptr;  // its threads are not in the child
                     pool_holder().mutex.unlock();
                     is_worker = false;
                   });
    return &instance;
  }();
  return *holder;
}

}  // namespace

ThreadPool::ThreadPool(int threads) { grow(threads); }

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
    needed_.notify_all();
  }
  wake_all();
  for (std::thread& thread : threads_) thread.join();
}

void ThreadPool::add(std::shared_ptr<WorkSource> source) {
  {
    const std::lock_guard lock(mutex_);
    auto sources = std::make_shared<Sources>(*sources_);
    sources->push_back(std::move(source));
    set_sources(std::move(sources));
  }
  wake_all();
}

void ThreadPool::remove(const WorkSource* source) {
  const std::lock_guard lock(mutex_);
  auto sources = std::make_shared<Sources>(*sources_);
  std::erase_if(*sources, [&](const auto& other) { return other.get() == source; });
  set_sources(std::move(sources));
}

void ThreadPool::set_sources(std::shared_ptr<const Sources> sources) {
  sources_ = std::move(sources);
  source_count_ = sources_->size();
  sources_version_.fetch_add(1);
}

std::shared_ptr<const ThreadPool::Sources> ThreadPool::sources() const {
  const std::lock_guard lock(mutex_);
  return sources_;
}

void ThreadPool::wake() {
  const std::lock_guard lock(mutex_);
  if (sleepers_.load() == 0) return;
  if (sleeping_helpers_ > 0) {  // the one that wakes might be a helper, which can't do every source's work
    permits_ += sleepers_.exchange(0);
    awake_.notify_all();
  } else {
    sleepers_.fetch_sub(1);
    ++permits_;
    awake_.notify_one();
  }
}

void ThreadPool::wake_all() {
  const std::lock_guard lock(mutex_);
  permits_ += sleepers_.exchange(0);
  awake_.notify_all();
}

template <class HasWork>
void ThreadPool::sleep_unless(const HasWork& has_work, bool is_helper) {
  sleepers_.fetch_add(1, std::memory_order_seq_cst);
  const bool is_needed = has_work();
  std::unique_lock lock(mutex_);
  // Whoever is in here is counted once: as a sleeper, or by a permit.
  if (is_needed) {
    sleepers_.load() > 0 ? void(sleepers_.fetch_sub(1)) : void(--permits_);
    return;
  }
  sleeping_helpers_ += is_helper;
  // A permit may be taken by one who came later. Workers stand in for each other; a helper looks for itself.
  awake_.wait(lock, [&] { return permits_ > 0 || (is_helper && has_work()); });
  permits_ > 0 ? void(--permits_) : void(sleepers_.fetch_sub(1));
  sleeping_helpers_ -= is_helper;
}

void ThreadPool::grow(int threads) {
  const std::lock_guard lock(mutex_);
  size_ = std::max(size_, threads);
  start_threads();
}

void ThreadPool::start_threads() {
  const int count = size_ + blocked_count_;
  while (int(threads_.size()) < count)
    threads_.emplace_back([this, number = int(threads_.size())] { run_worker(number); });
  thread_count_ = count;
  needed_.notify_all();
}

void ThreadPool::open_place() {
  const std::lock_guard lock(mutex_);
  ++blocked_count_;
  try {
    start_threads();
  } catch (const std::system_error& error) {
    --blocked_count_;
    throw RuntimeError(
        fmt::format("a task that waits for a future has another thread work in its place: {} do, and the system gives "
                    "no more ({}); let tasks take futures as arguments instead of waiting for them",
                    blocked_count_, error.code().message()));
  }
}

void ThreadPool::close_place() {
  const std::lock_guard lock(mutex_);
  --blocked_count_;
  thread_count_ = size_ + blocked_count_;
}

ThreadPool::BlockedScope::BlockedScope(ThreadPool& pool) : pool_(is_worker ? &pool : nullptr) {
  if (pool_) pool_->open_place();
}

ThreadPool::BlockedScope::~BlockedScope() {
  if (pool_) pool_->close_place();
}

void ThreadPool::wait_until_needed(int number) {
  std::unique_lock lock(mutex_);
  needed_.wait(lock, [&] { return number < thread_count_ || is_stopping_; });
}

void ThreadPool::run_worker(int number) {
  is_worker = true;
  std::uint64_t seen_version = ~std::uint64_t(0);
  std::shared_ptr<const Sources> sources;
  for (int looks = 0; !is_stopping_;) {
    if (number >= thread_count_.load(std::memory_order_relaxed)) {
      sources.reset();
      seen_version = ~std::uint64_t(0);
      wake();  // it may just have been woken for work that it won't do
      wait_until_needed(number);
    }
    if (const std::uint64_t version = sources_version_.load(); version != seen_version) {
      sources = this->sources();
      seen_version = version;
    }
    bool did_any = false;
    for (const auto& source : *sources) did_any |= source->work();
    if (did_any) {
      looks = 0;
    } else if (++looks < kLooksBeforeSleep) {
      std::this_thread::yield();
    } else {
      looks = 0;
      sources.reset();  // a sleeper keeps no run alive
      seen_version = ~std::uint64_t(0);
      sleep_unless(
          [&] {
            const auto now = this->sources();
            return is_stopping_ ||
                   std::any_of(now->begin(), now->end(), [](const auto& source) { return source->has_work(); });
          },
          false);
    }
  }
}

void ThreadPool::help(WorkSource& source, const std::function<bool()>& is_done) {
  for (int looks = 0; !is_done();) {
    if (source.work()) {
      looks = 0;
    } else if (++looks < kLooksBeforeSleep) {
      std::this_thread::yield();
    } else {
      looks = 0;
      sleep_unless([&] { return is_done() || source.has_work(); }, true);
    }
  }
}

ThreadPool& process_pool(int threads) {
  const int wanted = threads > 0 ? threads : default_thread_count();
  PoolHolder& holder = pool_holder();
  const std::lock_guard lock(holder.mutex);
  if (!holder.pool) holder.pool = new ThreadPool(wanted);
  ThreadPool& pool = *holder.pool;
  pool.grow(wanted);
  return pool;
}

bool is_pool_of_this_process(const ThreadPool& pool) { return pool_holder().pool == &pool; }

int default_thread_count() {
  const auto configured = config::get<std::uint64_t>("scheduler.threads");
  return configured > 0 ? int(configured) : cpu_count();
}

bool is_worker_thread() { return is_worker; }

}  // namespace tusk::runtime
