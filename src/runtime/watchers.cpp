#include "runtime/watchers.h"

#include <algorithm>

namespace tusk::runtime {

Watchers::Watchers(const std::vector<std::shared_ptr<Callback>>& of_the_run) : callbacks_(registered_callbacks()) {
  callbacks_.insert(callbacks_.end(), of_the_run.begin(), of_the_run.end());
  for (const auto& callback : callbacks_) {
    const EventNeeds needs = callback->needs();
    needs_.finishes |= needs.finishes;
    needs_.starts |= needs.starts;
    needs_.releases |= needs.releases;
    needs_.results |= needs.results;
    interval_ = std::clamp(callback->interval(), std::chrono::milliseconds(1), interval_);
  }
}

void Watchers::start(const Run& run) {
  for (const auto& callback : callbacks_) {
    callback->start(run);
    ++started_;
  }
}

void Watchers::result(const Run& run, graph::TaskId task, const Value& value) const {
  for (std::size_t i = 0; i < started_; ++i) {
    if (callbacks_[i]->needs().results) callbacks_[i]->result(run, task, value);
  }
}

void Watchers::update(const Run& run, std::span<const TaskEvent> events) {
  for (std::size_t i = 0; i < started_; ++i) callbacks_[i]->update(run, events);
}

std::exception_ptr Watchers::finish(const Run& run, std::span<const TaskEvent> last_events,
                                    std::exception_ptr failure) {
  const auto attempt = [&](const auto& call) {
    try {
      call();
    } catch (...) {
      if (!failure) failure = std::current_exception();
    }
  };
  for (std::size_t i = 0; i < started_; ++i) {
    attempt([&] { callbacks_[i]->update(run, last_events); });
    attempt([&] { callbacks_[i]->finish(run, failure); });
  }
  started_ = 0;
  return failure;
}

}  // namespace tusk::runtime
