// CacheProfiler: how long each result was kept, and what it cost to keep it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include <tusk/graph/events.h>

namespace tusk {

// Times are nanoseconds of std::chrono::steady_clock.
struct CacheEntry {
  Key key;
  std::string group;
  double metric;          // the cost of the result
  std::int64_t entry_ns;  // when it was there
  std::int64_t exit_ns;   // when it was freed; of what outlived its run, when the run ended

  friend bool operator==(const CacheEntry&, const CacheEntry&) = default;
};

// What keeping a result costs. Called by workers, from several threads at once; must not throw.
using CacheMetric = std::function<double(const Value& result)>;

// Collects the results of all runs that it watches, until clear(). Without a metric the cost is the size in bytes, and
// a run is disturbed less. Thread-safe.
class CacheProfiler final : public Callback {
 public:
  explicit CacheProfiler(CacheMetric metric = nullptr, std::string metric_name = "");

  EventNeeds needs() const override { return {.releases = true, .results = bool(metric_)}; }
  void start(const Run& run) override;
  void update(const Run& run, std::span<const TaskEvent> events) override;
  void finish(const Run& run, const std::exception_ptr& failure) override;
  void result(const Run& run, graph::TaskId task, const Value& value) override;

  // Of the runs that have ended, and of what was freed in those that last.
  std::vector<CacheEntry> results() const;
  // What the metric is called in a plot: "size in bytes" unless told.
  const std::string& metric_name() const { return metric_name_; }
  void clear();

 private:
  struct Watched {
    std::unordered_map<graph::TaskId, CacheEntry> kept;
    std::unordered_map<graph::TaskId, double> metrics;         // of results of which Finished is still to come
    std::unordered_map<graph::TaskId, std::int64_t> exits_ns;  // likewise: another worker's events came first
  };
  void enter(Watched& watched, graph::TaskId task, CacheEntry entry);
  void exit(Watched& watched, graph::TaskId task, std::int64_t exit_ns);

  CacheMetric metric_;
  std::string metric_name_;
  mutable std::mutex mutex_;
  std::map<const Run*, Watched> watched_;
  std::vector<CacheEntry> results_;
};

}  // namespace tusk
