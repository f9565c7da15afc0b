// A page of what profilers have collected: a performance report's page, made afterwards and of those parts alone.
//
//   std::ofstream("profile.html") << profile_page({.tasks = profiler->results(), .resources = resources->results()});
#pragma once

#include <string>
#include <vector>

#include <tusk/diagnostics/cache_profiler.h>
#include <tusk/diagnostics/profiler.h>
#include <tusk/diagnostics/resource_profiler.h>

namespace tusk {

// What is empty has no part of the page. Times need not begin at the same moment.
struct ProfileContents {
  std::string title = "Profile";
  std::vector<TaskProfile> tasks = {};
  std::vector<ResourceSample> resources = {};
  std::vector<CacheEntry> kept = {};       // shown as their metrics' sum over time
  std::string metric_name = {};            // of `kept`: CacheProfiler::metric_name()
  std::vector<std::string> versions = {};  // what else the program is made of: "pandas 3.1.0"
};

// HTML in one piece that needs no network. Its size is bounded: see PerformanceReport.
std::string profile_page(const ProfileContents& contents);

}  // namespace tusk
