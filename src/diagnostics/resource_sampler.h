// ResourceSampler: a thread that notes, every now and then, what the process uses.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include <tusk/diagnostics/resource_profiler.h>

namespace tusk::diagnostics {

// CPU time of the whole process, all threads, since it began.
std::chrono::nanoseconds process_cpu_time();

class ResourceSampler {
 public:
  // Throws ValueError for a `dt` below 1 ms.
  explicit ResourceSampler(std::chrono::milliseconds dt);

  // Samples now, every `dt`, and at stop(). Calls come in turns, from any thread.
  void start();
  void stop();

  // Thread-safe, as is clear().
  std::vector<ResourceSample> samples() const;
  void clear();

 private:
  void run(std::stop_token stop);
  void sample();

  const std::chrono::milliseconds dt_;
  mutable std::mutex mutex_;
  std::condition_variable_any wakes_;
  std::vector<ResourceSample> samples_;
  std::chrono::steady_clock::time_point last_time_ = std::chrono::steady_clock::now();
  std::chrono::nanoseconds last_cpu_time_ = process_cpu_time();
  std::jthread thread_;
};

}  // namespace tusk::diagnostics
