#include <tusk/diagnostics/cache_profiler.h>

#include <chrono>
#include <utility>

namespace tusk {

CacheProfiler::CacheProfiler(CacheMetric metric, std::string metric_name)
    : metric_(std::move(metric)), metric_name_(std::move(metric_name)) {
  if (metric_name_.empty()) metric_name_ = metric_ ? "metric" : "size in bytes";
}

void CacheProfiler::start(const Run& run) {
  const std::lock_guard lock(mutex_);
  watched_[&run] = {};
}

void CacheProfiler::update(const Run& run, std::span<const TaskEvent> events) {
  const std::lock_guard lock(mutex_);
  Watched& watched = watched_[&run];
  for (const TaskEvent& event : events) {
    if (event.kind == TaskEventKind::Released) exit(watched, event.task, event.end_ns);
    if (event.kind != TaskEventKind::Finished) continue;
    const auto measured = watched.metrics.extract(event.task);
    const double metric = measured ? measured.mapped() : double(event.size_bytes);
    enter(watched, event.task, {run.key(event.task), run.group(event.task), metric, event.end_ns, 0});
  }
}

void CacheProfiler::finish(const Run& run, const std::exception_ptr&) {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  const std::int64_t now_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
  Watched& watched = watched_[&run];
  while (!watched.kept.empty()) exit(watched, watched.kept.begin()->first, now_ns);
  watched_.erase(&run);
}

void CacheProfiler::result(const Run& run, graph::TaskId task, const Value& value) {
  const double metric = metric_(value);
  const std::lock_guard lock(mutex_);
  watched_[&run].metrics[task] = metric;
}

std::vector<CacheEntry> CacheProfiler::results() const {
  const std::lock_guard lock(mutex_);
  return results_;
}

void CacheProfiler::clear() {
  const std::lock_guard lock(mutex_);
  results_.clear();
}

void CacheProfiler::enter(Watched& watched, graph::TaskId task, CacheEntry entry) {
  if (const auto gone = watched.exits_ns.extract(task)) {
    entry.exit_ns = gone.mapped();
    results_.push_back(std::move(entry));
  } else {
    watched.kept.insert_or_assign(task, std::move(entry));
  }
}

void CacheProfiler::exit(Watched& watched, graph::TaskId task, std::int64_t exit_ns) {
  if (auto kept = watched.kept.extract(task)) {
    kept.mapped().exit_ns = exit_ns;
    results_.push_back(std::move(kept.mapped()));
  } else {
    watched.exits_ns[task] = exit_ns;
  }
}

}  // namespace tusk
