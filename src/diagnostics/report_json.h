// A report's contents as JSON, which its page reads.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include <tusk/diagnostics/cache_profiler.h>
#include <tusk/diagnostics/resource_profiler.h>

#include "diagnostics/host.h"
#include "diagnostics/report_contents.h"

namespace tusk::diagnostics {

// What a report is, besides the runs.
struct ReportFrame {
  std::string title;
  std::string date;       // of its beginning, as people read it
  std::int64_t start_ns;  // of std::chrono::steady_clock
  std::int64_t end_ns;
  Host host;
  int cores;
  std::uint64_t memory_bytes;
  std::span<const std::string> versions;
  std::span<const ResourceSample> resources;
  // For each run its graph as SVG, empty where there is none; and what to say instead or besides.
  std::span<const std::string> graphs;
  std::span<const std::string> graph_notes;
  // A profile's; a report has none.
  std::span<const CacheEntry> kept = {};
  std::string metric_name = {};
};

// One object. Safe inside <script>; at most some megabytes: long tables are cut, samples are thinned, and where names
// of tasks take too much room the later ones are left out ("texts_left_out"). Times are nanoseconds from the beginning.
std::string report_json(const ReportContents& contents, const ReportFrame& frame);

}  // namespace tusk::diagnostics
