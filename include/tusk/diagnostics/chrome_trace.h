// A profile in the Chrome trace format, which ui.perfetto.dev and chrome://tracing show.
//
//   write_chrome_trace("trace.json", profiler->results(), resource_profiler->results());
//
// The format: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU (JSON Object Format):
// one complete event ("X") a task, on the thread of its worker, in microseconds from the first; CPU and memory as
// counters ("C").
#pragma once

#include <span>
#include <string>

#include <tusk/diagnostics/profiler.h>
#include <tusk/diagnostics/resource_profiler.h>

namespace tusk {

// Writes the file atomically, as it goes, so memory stays the same for any number of tasks. Throws OSError with the
// path, the bytes written and the system's reason if that fails; then no file is left, and one that was there is
// unchanged.
void write_chrome_trace(const std::string& path, std::span<const TaskProfile> tasks,
                        std::span<const ResourceSample> resources = {});

}  // namespace tusk
