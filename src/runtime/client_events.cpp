// The part of ClientCore that tells callbacks what happens, and calls users' done callbacks, on a thread of its own.
#include <utility>

#include "runtime/client_core.h"
#include "runtime/clock.h"

namespace tusk::runtime {

void ClientCore::start_dispatcher() {
  if (dispatcher_.joinable() || is_closed_) return;
  dispatcher_ = std::thread([this] { run_dispatcher(); });
}

// A busy period begins with the first task after the one before.
std::vector<ClientCore::Described> ClientCore::describe(const Key& key, FutureId id, const OperationPtr& operation,
                                                        std::span<const FutureId> inputs,
                                                        const Annotations* annotations) {
  std::vector<Described> forgotten;
  if (!watchers_) {
    auto watchers = std::make_shared<Watchers>(std::vector<std::shared_ptr<Callback>>());
    if (watchers->is_empty()) return forgotten;
    watchers_ = std::move(watchers);
    forgotten = std::exchange(described_, {});
    numbers_.clear();
    is_watched_ = false;
    finished_ = 0;
    start_dispatcher();
  }
  Described described{key, operation, {}, annotations ? *annotations : Annotations()};
  for (const FutureId input : inputs) {
    if (const auto found = numbers_.find(input); found != numbers_.end()) described.inputs.push_back(found->second);
  }
  numbers_[id] = graph::TaskId(described_.size());
  described_.push_back(std::move(described));
  return forgotten;
}

void ClientCore::note(const scheduler::Job& job, int worker, TaskEventKind kind, std::int64_t start_ns,
                      std::uint64_t size_bytes) {
  const auto found = numbers_.find(job.id);
  if (!watchers_ || found == numbers_.end()) return;
  events_.push_back({found->second, std::uint16_t(worker), kind, start_ns, now_ns(), size_bytes});
  finished_ += kind == TaskEventKind::Finished;
}

std::uint64_t ClientCore::show_result(const scheduler::Job& job, const Value& result) {
  std::shared_ptr<const Watchers> watchers;
  graph::TaskId number = 0;
  bool is_shown = false;
  {
    const std::lock_guard lock(mutex_);
    if (!watchers_ || !numbers_.contains(job.id)) return 0;
    watchers = watchers_;
    number = numbers_.at(job.id);
    is_shown = is_watched_ && watchers_->needs().results;
  }
  if (is_shown) watchers->result(*this, number, result);
  return result.size_bytes();
}

void ClientCore::flush() {
  if (!is_of_this_process()) return;
  std::unique_lock lock(mutex_);
  if (!watchers_ || dispatcher_.get_id() == std::this_thread::get_id()) return;
  const std::uint64_t wanted = ++flushes_wanted_;
  dispatch_.notify_all();
  flushed_.wait(lock, [&] { return flushes_done_ >= wanted || is_closed_; });
}

void ClientCore::run_dispatcher() {
  std::unique_lock lock(mutex_);
  for (;;) {
    call_due_callbacks(lock);
    const std::uint64_t flushes_wanted = flushes_wanted_;
    pass_events_on(lock);
    flushes_done_ = flushes_wanted;
    flushed_.notify_all();
    if (flushes_wanted_ > flushes_done_) continue;
    if (!due_callbacks_.empty()) continue;
    if (is_closed_) return;
    if (watchers_) dispatch_.wait_for(lock, watchers_->interval());
    else dispatch_.wait(lock);
  }
}

void ClientCore::call_due_callbacks(std::unique_lock<std::mutex>& lock) {
  while (!due_callbacks_.empty()) {
    std::vector<DoneCallback> due = std::exchange(due_callbacks_, {});
    lock.unlock();
    for (const DoneCallback& callback : due) {
      try {
        callback.call(callback.future);
      } catch (...) {  // as the header says: there is nobody to throw it to
      }
    }
    due.clear();
    lock.lock();
  }
}

// `is_watched_` says that the watchers have started and did not finish: only then do workers show them results.
void ClientCore::pass_events_on(std::unique_lock<std::mutex>& lock) {
  if (!watchers_) return;
  // A period ends when nothing came for an interval, or when somebody wants to know now.
  const bool was_idle = std::exchange(is_idle_, table_.pending_count() == 0);
  const bool is_over = is_idle_ && (was_idle || is_closed_ || flushes_wanted_ > flushes_done_);
  const bool is_first = !is_watched_;
  if (is_over) is_watched_ = false;
  const std::vector<TaskEvent> events = std::exchange(events_, {});
  std::shared_ptr<Watchers> watchers = watchers_;
  lock.unlock();
  try {
    if (is_first) watchers->start(*this);
    is_over ? void(watchers->finish(*this, events, nullptr)) : watchers->update(*this, events);
  } catch (...) {  // a callback that throws can't cancel what others submitted
  }
  lock.lock();
  is_watched_ = !is_over;
  if (!is_over) return;
  // Tasks that came in the meantime make up a busy period of their own, with the old ones' numbers before theirs.
  watchers_ =
      table_.pending_count() > 0 ? std::make_shared<Watchers>(std::vector<std::shared_ptr<Callback>>()) : nullptr;
  lock.unlock();
  watchers.reset();
  lock.lock();
}

graph::TaskId ClientCore::task_count() const {
  const std::lock_guard lock(mutex_);
  return graph::TaskId(described_.size());
}

graph::TaskId ClientCore::finished_count() const {
  const std::lock_guard lock(mutex_);
  return finished_;
}

Key ClientCore::key(graph::TaskId task) const {
  const std::lock_guard lock(mutex_);
  return described_.at(task).key;
}

std::string ClientCore::operation(graph::TaskId task) const {
  std::unique_lock lock(mutex_);
  const OperationPtr described = described_.at(task).operation;
  lock.unlock();
  return described->print();
}

std::vector<graph::TaskId> ClientCore::inputs(graph::TaskId task) const {
  const std::lock_guard lock(mutex_);
  return described_.at(task).inputs;
}

Annotations ClientCore::annotations(graph::TaskId task) const {
  const std::lock_guard lock(mutex_);
  return described_.at(task).annotations;
}

}  // namespace tusk::runtime
