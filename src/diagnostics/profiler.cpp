#include <tusk/diagnostics/profiler.h>

#include "diagnostics/task_attempt.h"

namespace tusk {

void Profiler::update(const Run& run, std::span<const TaskEvent> events) {
  const std::lock_guard lock(mutex_);
  for (const TaskEvent& event : events) {
    if (!diagnostics::is_attempt(event.kind)) continue;
    results_.push_back({.key = run.key(event.task),
                        .group = run.group(event.task),
                        .outcome = event.kind,
                        .worker = event.worker,
                        .start_ns = event.start_ns,
                        .end_ns = event.end_ns,
                        .size_bytes = event.kind == TaskEventKind::Finished ? event.size_bytes : 0});
  }
}

std::vector<TaskProfile> Profiler::results() const {
  const std::lock_guard lock(mutex_);
  return results_;
}

void Profiler::clear() {
  const std::lock_guard lock(mutex_);
  results_.clear();
}

}  // namespace tusk
