#include "diagnostics/kept_results.h"

#include <algorithm>
#include <cmath>

namespace tusk::diagnostics {
namespace {

struct Change {
  std::int64_t time_ns;
  double amount;
};

std::vector<Change> changes_of(std::span<const CacheEntry> entries) {
  std::vector<Change> changes;
  changes.reserve(2 * entries.size());
  for (const CacheEntry& entry : entries) {
    const double metric = std::isfinite(entry.metric) ? entry.metric : 0;
    changes.push_back({entry.entry_ns, metric});
    changes.push_back({entry.exit_ns, -metric});
  }
  std::ranges::stable_sort(changes, {}, &Change::time_ns);
  return changes;
}

}  // namespace

std::vector<KeptSample> kept_over_time(std::span<const CacheEntry> entries, std::size_t most) {
  const std::vector<Change> changes = changes_of(entries);
  const std::size_t stretch = changes.size() / most + 1;
  std::vector<KeptSample> samples;
  double total = 0;
  double largest = 0;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    largest = std::max(largest, total);
    total += changes[i].amount;
    if (i % stretch != 0 && i + 1 < changes.size()) continue;
    samples.push_back({changes[i].time_ns, largest});
    largest = 0;
  }
  return samples;
}

}  // namespace tusk::diagnostics
