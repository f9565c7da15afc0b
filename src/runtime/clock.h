// The clock of events.
#pragma once

#include <chrono>
#include <cstdint>

namespace tusk::runtime {

// Nanoseconds of std::chrono::steady_clock.
inline std::int64_t now_ns() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

}  // namespace tusk::runtime
