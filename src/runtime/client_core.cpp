#include "runtime/client_core.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "graph/call.h"
#include "graph/current_task.h"
#include "runtime/clock.h"
#include "runtime/roundtrip.h"
#include "runtime/thread_limits.h"

namespace tusk::runtime {

namespace {

// The job that this thread runs, so that a task which waits can give up its place, and can't wait for itself.
struct CurrentJob {
  ClientCore* core = nullptr;
  FutureId id = 0;
};
thread_local CurrentJob current_job;

class JobContext final : public TaskContext {
 public:
  JobContext(const Key& key, std::stop_token stop) : key_(key), stop_(std::move(stop)) {}
  Key key() const override { return key_; }
  graph::TaskId index() const override { return 0; }
  std::stop_token stop_token() const override { return stop_; }
  int attempt() const override { return attempt_; }
  void next_attempt() { ++attempt_; }

 private:
  const Key& key_;
  std::stop_token stop_;
  int attempt_ = 0;
};

// Wakes a waiting thread when enough of its futures have ended.
class CountWaiter final : public EndListener {
 public:
  explicit CountWaiter(std::size_t left) : left_(left) {}
  void ended(FutureId) override {
    if (left_ > 0 && --left_ == 0) enough_.notify_all();
  }
  // `lock` holds the client's lock.
  bool wait(std::unique_lock<std::mutex>& lock, Timeout timeout) {
    const auto is_enough = [&] { return left_ == 0; };
    if (timeout) return enough_.wait_for(lock, *timeout, is_enough);
    enough_.wait(lock, is_enough);
    return true;
  }

 private:
  std::size_t left_;
  std::condition_variable enough_;
};

}  // namespace

ClientCore::ClientCore(int threads)
    : threads_(threads), pool_(process_pool(threads)), workers_taken_(std::size_t(threads)) {}

std::shared_ptr<ClientCore> ClientCore::make(int threads) {
  auto core = std::make_shared<ClientCore>(threads);
  core->pool_.add(core);
  register_event_source(core);
  return core;
}

ClientCore::~ClientCore() { close(); }

bool ClientCore::is_of_this_process() const { return is_pool_of_this_process(pool_); }

void ClientCore::check_process() const {
  if (is_of_this_process()) return;
  throw RuntimeError(
      "a client and its futures belong to the process that opened it: this one was forked from that; open a new Client "
      "after the fork");
}

std::unique_lock<std::mutex> ClientCore::locked() const {
  check_process();
  return std::unique_lock(mutex_);
}

// In a forked child the old pool keeps the client for ever, since its threads are not there to be joined.
void ClientCore::close() {
  if (!is_of_this_process()) return;
  std::unique_lock lock(mutex_);
  if (is_closed_) return;
  is_closed_ = true;
  apply(table_.cancel(table_.ids()), std::move(lock));
  pool_.remove(this);
  dispatch_.notify_all();
  flushed_.notify_all();
  if (!dispatcher_.joinable()) return;
  dispatcher_.get_id() == std::this_thread::get_id() ? dispatcher_.detach() : dispatcher_.join();
}

AnyFuture ClientCore::handle(const Key& key, FutureId id) {
  return AnyFuture(std::make_shared<FutureHandle>(shared_from_this(), id, key));
}

AnyFuture ClientCore::submit(const Key& key, OperationPtr operation, std::vector<FutureId> inputs,
                             const Annotations* annotations) {
  std::vector<Described> forgotten;  // freed after the lock
  auto lock = locked();
  if (is_closed_) throw RuntimeError(fmt::format("a closed client takes no tasks: {}; make a new Client", key.print()));
  scheduler::Changes changes;
  const std::size_t before = table_.pending_count();
  const FutureId id = table_.submit(key, operation, inputs, annotations, changes);
  if (table_.pending_count() > before) forgotten = describe(key, id, operation, inputs, annotations);
  apply(std::move(changes), std::move(lock));
  return handle(key, id);
}

AnyFuture ClientCore::add_data(const Key& key, Value value) {
  auto lock = locked();
  if (is_closed_) throw RuntimeError(fmt::format("a closed client takes no data: {}; make a new Client", key.print()));
  scheduler::Changes changes;
  const FutureId id = table_.add_data(key, std::move(value), changes);
  apply(std::move(changes), std::move(lock));
  return handle(key, id);
}

void ClientCore::release(FutureId id) {
  if (!is_of_this_process()) return;
  std::unique_lock lock(mutex_);
  apply(table_.release(id), std::move(lock));
}

FutureStatus ClientCore::status(FutureId id) const {
  const auto lock = locked();
  return table_.status(id);
}

std::string ClientCore::why(FutureId id) const {
  const auto lock = locked();
  return table_.why(id);
}

// Tells everyone whom the changes concern. What must not happen under the lock happens at the end.
void ClientCore::apply(scheduler::Changes changes, std::unique_lock<std::mutex> lock) {
  for (const FutureId id : changes.ended) {
    if (auto listeners = listeners_.extract(id)) {
      for (const auto& weak : listeners.mapped()) {
        if (const auto listener = weak.lock()) listener->ended(id);
      }
    }
    if (auto callbacks = waiting_callbacks_.extract(id)) {
      std::move(callbacks.mapped().begin(), callbacks.mapped().end(), std::back_inserter(due_callbacks_));
      dispatch_.notify_all();
    }
  }
  std::vector<std::stop_source> to_stop;
  for (const FutureId id : changes.to_stop) {
    if (const auto found = running_.find(id); found != running_.end()) to_stop.push_back(found->second);
  }
  has_ready_ = table_.has_ready();
  lock.unlock();
  for (std::stop_source& stop : to_stop) stop.request_stop();
  if (changes.has_ready) pool_.notify();
}

bool ClientCore::has_work() const { return has_ready_.load() && active_.load() < threads_; }

bool ClientCore::work() {
  if (!has_work()) return false;
  std::unique_lock lock(mutex_);
  if (active_.load() >= threads_) return false;
  const auto job = table_.take();
  has_ready_ = table_.has_ready();
  if (!job) return false;
  ++active_;
  const int worker = take_worker_number();
  const auto self = shared_from_this();
  if (has_ready_) pool_.notify();
  lock.unlock();
  run_job(*job, worker);
  return true;
}

int ClientCore::take_worker_number() {
  const auto number = std::size_t(std::ranges::find(workers_taken_, false) - workers_taken_.begin());
  if (number == workers_taken_.size()) workers_taken_.push_back(false);  // others wait inside of their tasks
  workers_taken_[number] = true;
  return int(number);
}

void ClientCore::run_job(const scheduler::Job& job, int worker) {
  std::stop_source stop;
  {
    const std::lock_guard lock(mutex_);
    running_.insert_or_assign(job.id, stop);
  }
  const CurrentJob outer = std::exchange(current_job, CurrentJob{this, job.id});
  JobContext context(job.key, stop.get_token());
  const graph::CurrentTaskScope scope(&context);
  limit_openmp_here();
  const Inputs inputs(job.inputs.data(), nullptr, job.inputs.size());
  const OperationPtr copy = is_roundtrip_on() ? copied_operation(*job.operation) : nullptr;
  const Operation& operation = copy ? *copy : *job.operation;

  std::int64_t start_ns = now_ns();
  Value result;
  std::uint64_t size_bytes = 0;
  std::optional<TaskFailure> failure;
  for (;; context.next_attempt(), start_ns = now_ns()) {
    try {
      const ThreadLimits limits;
      result = operation.run(inputs, context);
      if (copy) result = copied_value(std::move(result));
      size_bytes = show_result(job, result);
      break;
    } catch (...) {
      if (context.attempt() < job.retries && !stop.stop_requested()) {
        const std::lock_guard lock(mutex_);
        note(job, worker, TaskEventKind::Retried, start_ns, 0);
        continue;
      }
      // A run inside of the task tells more of its own failure.
      const TaskFailure* inner = task_failure();
      failure = inner ? *inner
                      : TaskFailure{.exception = std::current_exception(),
                                    .key = job.key,
                                    .operation = graph::print_call(operation, inputs),
                                    .waiting = {},
                                    .attempts = context.attempt() + 1};
      break;
    }
  }
  current_job = outer;

  std::unique_lock lock(mutex_);
  workers_taken_[std::size_t(worker)] = false;
  --active_;
  running_.erase(job.id);
  note(job, worker, failure ? TaskEventKind::Failed : TaskEventKind::Finished, start_ns, size_bytes);
  apply(failure ? table_.failed(job.id, job.attempt, *failure) : table_.done(job.id, job.attempt, std::move(result)),
        std::move(lock));
}

std::size_t ClientCore::listen(std::span<const FutureId> ids, const std::shared_ptr<EndListener>& listener) {
  const auto lock = locked();
  std::size_t ended = 0;
  for (const FutureId id : ids) {
    if (table_.status(id) != FutureStatus::Pending) ++ended;
    else add_listener(id, listener);
  }
  return ended;
}

// Who waits in many short turns leaves as many listeners behind.
void ClientCore::add_listener(FutureId id, const std::shared_ptr<EndListener>& listener) {
  auto& listeners = listeners_[id];
  std::erase_if(listeners, [](const auto& other) { return other.expired(); });
  listeners.push_back(listener);
}

std::vector<std::pair<FutureId, Key>> ClientCore::listen_to_inputs(std::span<const FutureId> ids,
                                                                   const std::shared_ptr<EndListener>& listener) {
  const auto lock = locked();
  std::vector<std::pair<FutureId, Key>> inputs;
  for (const FutureId id : table_.unfinished_inputs(ids)) {
    add_listener(id, listener);
    inputs.emplace_back(id, table_.key(id));
  }
  return inputs;
}

std::size_t ClientCore::finished_count(std::span<const FutureId> ids) const {
  const auto lock = locked();
  return std::size_t(std::count_if(ids.begin(), ids.end(), [&](FutureId id) {
    return !table_.has(id) || table_.status(id) == FutureStatus::Finished;
  }));
}

bool ClientCore::wait(std::span<const FutureId> ids, std::size_t count, Timeout timeout) {
  auto lock = locked();
  std::vector<FutureId> pending;
  for (const FutureId id : ids) {
    if (table_.status(id) == FutureStatus::Pending) pending.push_back(id);
  }
  const std::size_t ended = ids.size() - pending.size();
  if (ended >= count) return true;
  if (current_job.core == this && std::find(pending.begin(), pending.end(), current_job.id) != pending.end()) {
    throw RuntimeError(fmt::format("a task can't wait for its own result: {}", table_.key(current_job.id).print()));
  }
  const auto waiter = std::make_shared<CountWaiter>(count - ended);
  for (const FutureId id : pending) add_listener(id, waiter);

  lock.unlock();
  const WaitingScope waiting;
  lock.lock();
  const bool is_enough = waiter->wait(lock, timeout);
  lock.unlock();
  return is_enough;
}

// A child that a task has forked is in no task.
ClientCore::WaitingScope::WaitingScope() : core_(current_job.core), blocked_(process_pool()) {
  if (core_ && !core_->is_of_this_process()) core_ = nullptr;
  if (!core_) return;
  --core_->active_;
  core_->pool_.notify();
}

ClientCore::WaitingScope::~WaitingScope() {
  if (core_) ++core_->active_;
}

Value ClientCore::value(FutureId id, Timeout timeout) {
  if (!wait(std::span(&id, 1), 1, timeout)) {
    const std::lock_guard lock(mutex_);
    throw TimeoutError(fmt::format("{} did not end in time: {}", table_.key(id).print(), table_.why(id)));
  }
  std::unique_lock lock(mutex_);
  if (table_.status(id) == FutureStatus::Finished) return table_.result(id);
  if (table_.status(id) == FutureStatus::Error) {
    TaskFailure failure = table_.failure(id);
    lock.unlock();
    rethrow_failure(std::move(failure));
  }
  throw CancelledError(fmt::format("{} was cancelled; retry() computes it again", table_.key(id).print()));
}

std::exception_ptr ClientCore::exception(FutureId id, Timeout timeout) {
  check_process();
  try {
    value(id, timeout);
  } catch (const TimeoutError&) {
    if (status(id) == FutureStatus::Pending) throw;
    return std::current_exception();
  } catch (...) {
    return std::current_exception();
  }
  return nullptr;
}

void ClientCore::cancel(std::span<const FutureId> ids) {
  auto lock = locked();
  apply(table_.cancel(ids), std::move(lock));
}

void ClientCore::retry(std::span<const FutureId> ids) {
  auto lock = locked();
  if (is_closed_) throw RuntimeError("a closed client computes nothing again; make a new Client");
  apply(table_.retry(ids), std::move(lock));
}

void ClientCore::add_done_callback(const AnyFuture& future, std::function<void(const AnyFuture&)> callback) {
  const auto lock = locked();
  const FutureId id = future.handle()->id();
  start_dispatcher();
  auto& list = table_.status(id) == FutureStatus::Pending ? waiting_callbacks_[id] : due_callbacks_;
  list.push_back({future, std::move(callback)});
  dispatch_.notify_all();
}

void ClientCore::fire_and_forget(const AnyFuture& future) {
  const auto lock = locked();
  const FutureId id = future.handle()->id();
  if (table_.status(id) != FutureStatus::Pending) return;
  start_dispatcher();
  waiting_callbacks_[id].push_back({future, [](const AnyFuture&) {}});
}

std::size_t ClientCore::task_count_now() const {
  const auto lock = locked();
  return table_.task_count();
}

}  // namespace tusk::runtime
