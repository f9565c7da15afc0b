// Diagnostics: watching what runs.
#pragma once

#include <tusk/diagnostics/cache_profiler.h>
#include <tusk/diagnostics/chrome_trace.h>
#include <tusk/diagnostics/performance_report.h>
#include <tusk/diagnostics/profile_page.h>
#include <tusk/diagnostics/profiler.h>
#include <tusk/diagnostics/progress_bar.h>
#include <tusk/diagnostics/resource_profiler.h>
#include <tusk/graph/events.h>
