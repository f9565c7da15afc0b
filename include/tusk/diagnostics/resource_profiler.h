// ResourceProfiler: what the process used while runs went on.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include <tusk/graph/events.h>

namespace tusk {

namespace diagnostics {
class ResourceSampler;
}

struct ResourceSample {
  std::int64_t time_ns;           // of std::chrono::steady_clock
  double cpu_percent;             // of this process since the sample before; 100 is one core
  std::uint64_t resident_bytes;   // all memory of the process that is in use
  std::uint64_t accounted_bytes;  // the part of it that Tusk's own buffers take

  friend bool operator==(const ResourceSample&, const ResourceSample&) = default;
};

// Samples every `dt`, at the beginning and at the end of every run that it watches; a thread of its own lives from the
// start of the first of several overlapping runs to the end of the last. Thread-safe.
class ResourceProfiler final : public Callback {
 public:
  // Throws ValueError for a `dt` below 1 ms.
  explicit ResourceProfiler(std::chrono::milliseconds dt = std::chrono::seconds(1));
  ~ResourceProfiler() override;

  EventNeeds needs() const override { return {.finishes = false}; }
  void start(const Run& run) override;
  void finish(const Run& run, const std::exception_ptr& failure) override;

  // In order of time, from all runs until now.
  std::vector<ResourceSample> results() const;
  void clear();

 private:
  std::mutex mutex_;
  int run_count_ = 0;  // runs that go on
  std::unique_ptr<diagnostics::ResourceSampler> sampler_;
};

}  // namespace tusk
