// What the results that were kept cost together, over time.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <tusk/diagnostics/cache_profiler.h>

namespace tusk::diagnostics {

// The sum of the metrics since the sample before; at the first one's time nothing was kept yet.
struct KeptSample {
  std::int64_t time_ns;
  double total;

  friend bool operator==(const KeptSample&, const KeptSample&) = default;
};

// In order of time, at most `most`: of each stretch the largest total then. A metric that is no number counts as 0.
std::vector<KeptSample> kept_over_time(std::span<const CacheEntry> entries, std::size_t most);

}  // namespace tusk::diagnostics
