#include <tusk/runtime/progress.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>

#include <tusk/runtime/wait.h>

#include "runtime/client_core.h"

namespace tusk::runtime {

namespace {

// How many have ended. Clients call ended() under their locks, so nothing here calls a client.
class EndCount {
 public:
  void expect(std::size_t futures) { futures_left_ += futures; }
  void note(bool is_future, std::size_t count = 1) {
    const std::lock_guard lock(mutex_);
    ended_ += count;
    if (is_future && (futures_left_ -= count) == 0) all_ended_.notify_all();
  }
  std::size_t ended() const {
    const std::lock_guard lock(mutex_);
    return ended_;
  }
  bool wait_for_futures(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    return all_ended_.wait_for(lock, time, [&] { return futures_left_ == 0; });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable all_ended_;
  std::size_t ended_ = 0;
  std::size_t futures_left_ = 0;
};

struct CountedEnd final : EndListener {
  CountedEnd(std::shared_ptr<EndCount> count, bool is_future) : count(std::move(count)), is_future(is_future) {}
  void ended(FutureId) override { count->note(is_future); }
  const std::shared_ptr<EndCount> count;
  const bool is_future;
};

// Futures, and what they wait for, as a run.
class FollowedFutures final : public Run {
 public:
  explicit FollowedFutures(const std::vector<AnyFuture>& futures) {
    std::map<ClientCore*, std::map<FutureId, Key>> keys;
    for (const AnyFuture& future : futures)
      keys[&future.handle()->core()].emplace(future.handle()->id(), future.handle()->key());
    for (const auto& [core, own] : keys) follow(*core, own);
  }

  bool wait_for(std::chrono::milliseconds time) { return count_->wait_for_futures(time); }
  // From now on only what did not fail counts as finished.
  void conclude() {
    finished_ = 0;
    for (const auto& [core, ids] : tasks_) *finished_ += graph::TaskId(core->finished_count(ids));
  }

  std::string_view scheduler() const override { return "client"; }
  int worker_count() const override { return tasks_.empty() ? 0 : tasks_.begin()->first->threads(); }
  graph::TaskId task_count() const override { return graph::TaskId(keys_.size()); }
  graph::TaskId finished_count() const override { return finished_.value_or(graph::TaskId(count_->ended())); }
  Key key(graph::TaskId task) const override { return keys_.at(task); }
  std::string group(graph::TaskId task) const override { return std::string(keys_.at(task).prefix()); }
  std::string operation(graph::TaskId task) const override { return group(task); }
  std::vector<graph::TaskId> inputs(graph::TaskId) const override { return {}; }

 private:
  void follow(ClientCore& core, const std::map<FutureId, Key>& futures) {
    std::vector<FutureId>& ids = tasks_[&core];
    for (const auto& [id, key] : futures) ids.push_back(id), keys_.push_back(key);
    count_->expect(ids.size());
    count_->note(true, core.listen(ids, future_end_));
    for (const auto& [id, key] : core.listen_to_inputs(ids, input_end_)) ids.push_back(id), keys_.push_back(key);
  }

  std::shared_ptr<EndCount> count_ = std::make_shared<EndCount>();
  std::shared_ptr<CountedEnd> future_end_ = std::make_shared<CountedEnd>(count_, true);
  std::shared_ptr<CountedEnd> input_end_ = std::make_shared<CountedEnd>(count_, false);
  std::map<ClientCore*, std::vector<FutureId>> tasks_;
  std::vector<Key> keys_;
  std::optional<graph::TaskId> finished_;
};

std::exception_ptr first_failure(const std::vector<AnyFuture>& futures) {
  for (const AnyFuture& future : futures) {
    if (future.status() != FutureStatus::Finished) return future.exception();
  }
  return nullptr;
}

}  // namespace

void progress(const std::vector<AnyFuture>& futures, Callback& display, const std::function<void()>& poll) {
  if (futures.empty()) return;
  wait(futures, ReturnWhen::AllCompleted, std::chrono::nanoseconds(0));  // throws where a task would wait for itself
  FollowedFutures followed(futures);
  display.start(followed);
  try {
    const ClientCore::WaitingScope waiting;
    while (!followed.wait_for(std::max(display.interval(), std::chrono::milliseconds(1)))) {
      display.update(followed, {});
      if (poll) poll();
    }
  } catch (...) {
    display.finish(followed, std::current_exception());
    throw;
  }
  followed.conclude();
  display.finish(followed, first_failure(futures));
}

}  // namespace tusk::runtime
