// Durations as people write them, with the meaning that Dask gives them.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace tusk {

// The time that a text means: a number (1 if there is none) and a unit (seconds if there is none), in any case and with
// any spaces. Units are ns, us, ms, s, m, h, d, w, and their English names in singular or plural; sec, min and hr too.
// A fraction of a nanosecond is cut off: "200ms", "1.5 h", "2 minutes", "0.25".
// Throws ValueError for a negative number, an unknown unit, or more than 292 years.
std::chrono::nanoseconds parse_duration(std::string_view text);

// Two units at most: "200.00 ms", "3.20 s", "20m 34s", "3hr 25m", "14d 6hr".
std::string format_duration(std::chrono::nanoseconds duration);

}  // namespace tusk
