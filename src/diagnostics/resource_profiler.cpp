#include <tusk/diagnostics/resource_profiler.h>

#include "diagnostics/resource_sampler.h"

namespace tusk {

ResourceProfiler::ResourceProfiler(std::chrono::milliseconds dt)
    : sampler_(std::make_unique<diagnostics::ResourceSampler>(dt)) {}

ResourceProfiler::~ResourceProfiler() = default;

void ResourceProfiler::start(const Run&) {
  const std::lock_guard lock(mutex_);
  if (run_count_++ == 0) sampler_->start();
}

void ResourceProfiler::finish(const Run&, const std::exception_ptr&) {
  const std::lock_guard lock(mutex_);
  if (--run_count_ == 0) sampler_->stop();
}

std::vector<ResourceSample> ResourceProfiler::results() const { return sampler_->samples(); }

void ResourceProfiler::clear() { sampler_->clear(); }

}  // namespace tusk
