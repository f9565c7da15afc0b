// Sizes and durations as Python has them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "python/interpreter.h"

namespace tusk::python {

// A number of seconds, or a text such as "200ms". Throws TypeError or ValueError for anything else.
std::chrono::nanoseconds duration_of(nb::handle duration);
// None: as long as it takes.
std::optional<std::chrono::nanoseconds> timeout_of(nb::handle timeout);
double seconds(std::int64_t nanoseconds);

}  // namespace tusk::python
