#include "diagnostics/resource_sampler.h"

#include <algorithm>
#include <ctime>

#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/core/machine.h>
#include <tusk/core/memory.h>

namespace tusk::diagnostics {

using namespace std::chrono;

nanoseconds process_cpu_time() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
}

ResourceSampler::ResourceSampler(milliseconds dt) : dt_(dt) {
  if (dt < milliseconds(1)) {
    throw ValueError(fmt::format(
        "resources are sampled at most every millisecond: got dt {} ms; write for example 100 ms", dt.count()));
  }
}

void ResourceSampler::start() {
  const std::lock_guard lock(mutex_);
  sample();
  thread_ = std::jthread([this](std::stop_token stop) { run(stop); });
}

void ResourceSampler::stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

void ResourceSampler::run(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  do {
    wakes_.wait_for(lock, stop, dt_, [] { return false; });
    sample();
  } while (!stop.stop_requested());
}

// After much less than `dt` (at the end) a mean over so short a time says little, so the one before goes on.
void ResourceSampler::sample() {
  const auto now = steady_clock::now();
  const auto cpu_time = process_cpu_time();
  double cpu_percent = samples_.empty() ? 0.0 : samples_.back().cpu_percent;
  if (now - last_time_ >= std::min<nanoseconds>(dt_ / 5, milliseconds(10))) {
    cpu_percent = 100.0 * double((cpu_time - last_cpu_time_).count()) / double((now - last_time_).count());
    last_time_ = now;
    last_cpu_time_ = cpu_time;
  }
  samples_.push_back(
      {now.time_since_epoch().count(), cpu_percent, process_resident_bytes(), default_memory_pool().current_bytes()});
}

std::vector<ResourceSample> ResourceSampler::samples() const {
  const std::lock_guard lock(mutex_);
  return samples_;
}

void ResourceSampler::clear() {
  const std::lock_guard lock(mutex_);
  samples_.clear();
}

}  // namespace tusk::diagnostics
