// Watchers: the callbacks of one run, called from one thread.
//
// Each callback whose start() returned gets its finish(), whatever throws in between.
#pragma once

#include <chrono>
#include <exception>
#include <memory>
#include <span>
#include <vector>

#include <tusk/graph/events.h>

namespace tusk::runtime {

class Watchers {
 public:
  // The registered callbacks and those of the run.
  explicit Watchers(const std::vector<std::shared_ptr<Callback>>& of_the_run);

  bool is_empty() const { return callbacks_.empty(); }
  // What any of them needs.
  EventNeeds needs() const { return needs_; }
  // The shortest interval any of them wants.
  std::chrono::milliseconds interval() const { return interval_; }

  void start(const Run& run);
  // By a worker, once the run has started; only if any needs results.
  void result(const Run& run, graph::TaskId task, const Value& value) const;
  void update(const Run& run, std::span<const TaskEvent> events);
  // The last update and finish() for all that were started, even if one throws. Returns why the run failed: `failure`,
  // else the first exception of a callback, else null.
  std::exception_ptr finish(const Run& run, std::span<const TaskEvent> last_events, std::exception_ptr failure);

 private:
  std::vector<std::shared_ptr<Callback>> callbacks_;
  std::size_t started_ = 0;
  EventNeeds needs_{.finishes = false};
  std::chrono::milliseconds interval_{1000};
};

}  // namespace tusk::runtime
