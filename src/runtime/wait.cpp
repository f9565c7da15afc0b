#include <tusk/runtime/wait.h>

#include <array>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>

#include "runtime/client_core.h"

namespace tusk {

namespace runtime {

namespace {

using Clock = std::chrono::steady_clock;

std::optional<Clock::time_point> deadline_of(Timeout timeout) {
  return timeout ? std::optional(Clock::now() + *timeout) : std::nullopt;
}

Timeout left_until(const std::optional<Clock::time_point>& deadline) {
  return deadline ? Timeout(std::max(*deadline - Clock::now(), Clock::duration(0))) : Timeout();
}

// Futures may belong to several clients.
std::map<ClientCore*, std::vector<FutureId>> by_client(const std::vector<AnyFuture>& futures) {
  std::map<ClientCore*, std::vector<FutureId>> ids;
  for (const AnyFuture& future : futures) ids[&future.handle()->core()].push_back(future.handle()->id());
  return ids;
}

bool wait_for_all(const std::vector<AnyFuture>& futures, Timeout timeout) {
  const auto deadline = deadline_of(timeout);
  for (const auto& [core, ids] : by_client(futures)) {
    if (!core->wait(ids, ids.size(), left_until(deadline))) return false;
  }
  return true;
}

bool wait_for_first(const std::vector<AnyFuture>& futures, Timeout timeout) {
  const auto clients = by_client(futures);
  if (clients.size() == 1) return clients.begin()->first->wait(clients.begin()->second, 1, timeout);
  EndQueue queue;
  for (const AnyFuture& future : futures) queue.add(future);
  try {
    queue.next(timeout);
    return true;
  } catch (const TimeoutError&) {
    return false;
  }
}

}  // namespace

bool wait(const std::vector<AnyFuture>& futures, ReturnWhen return_when, Timeout timeout) {
  if (futures.empty()) return true;
  return return_when == ReturnWhen::AllCompleted ? wait_for_all(futures, timeout) : wait_for_first(futures, timeout);
}

// A future's place goes from `waiting` to `ended` when its task ends. Clients call ended() under their locks, so
// nothing here calls a client while it holds the queue's.
struct EndQueue::State {
  struct Listener final : EndListener {
    Listener(std::shared_ptr<State> state, std::size_t place) : state(std::move(state)), place(place) {}
    void ended(FutureId) override { state->end(place); }
    const std::shared_ptr<State> state;
    const std::size_t place;
  };

  void end(std::size_t place) {
    const std::lock_guard lock(mutex);
    ended.push_back(place);
    changed.notify_all();
  }

  mutable std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::size_t> ended;
  std::map<std::size_t, std::pair<AnyFuture, std::shared_ptr<Listener>>> waiting;
  std::size_t next_place = 0;
};

EndQueue::EndQueue() : state_(std::make_shared<State>()) {}

// Listeners hold the state, so the cycle is cut here.
EndQueue::~EndQueue() {
  decltype(state_->waiting) waiting;
  const std::lock_guard lock(state_->mutex);
  waiting.swap(state_->waiting);
}

void EndQueue::add(const AnyFuture& future) {
  std::shared_ptr<State::Listener> listener;
  {
    const std::lock_guard lock(state_->mutex);
    const std::size_t place = state_->next_place++;
    listener = std::make_shared<State::Listener>(state_, place);
    state_->waiting.emplace(place, std::pair(future, listener));
  }
  const FutureHandle& handle = *future.handle();
  if (handle.core().listen(std::array{handle.id()}, listener) > 0) listener->ended(handle.id());
}

std::optional<std::size_t> EndQueue::next(Timeout timeout) {
  std::pair<AnyFuture, std::shared_ptr<State::Listener>> given_out;
  AnyFuture first;
  std::unique_lock lock(state_->mutex);
  if (state_->waiting.empty()) return std::nullopt;
  if (state_->ended.empty()) {
    first = state_->waiting.begin()->second.first;
    lock.unlock();
    static_cast<void>(first.status());  // throws where no future ends any more: in a forked child
    const ClientCore::WaitingScope waiting;
    lock.lock();
    const auto has_ended = [&] { return !state_->ended.empty(); };
    if (!timeout) state_->changed.wait(lock, has_ended);
    else if (!state_->changed.wait_for(lock, *timeout, has_ended))
      throw TimeoutError("no further future ended in time; ask again, or wait longer");
  }
  const std::size_t place = state_->ended.front();
  state_->ended.pop_front();
  given_out = std::move(state_->waiting.extract(place).mapped());
  lock.unlock();
  return place;
}

std::size_t EndQueue::count() const {
  const std::lock_guard lock(state_->mutex);
  return state_->waiting.size();
}

bool EndQueue::has_ready() const {
  const std::lock_guard lock(state_->mutex);
  return !state_->ended.empty();
}

}  // namespace runtime

void fire_and_forget(const AnyFuture& future) { future.handle()->core().fire_and_forget(future); }

}  // namespace tusk
