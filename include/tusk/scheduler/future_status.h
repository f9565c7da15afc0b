// The states of a future, with Dask's names.
#pragma once

#include <cstdint>
#include <string_view>

namespace tusk {

enum class FutureStatus : std::uint8_t {
  Pending,   // waits for inputs, for a worker, or runs
  Finished,  // its result is there
  Error,     // it, or a task that it needs, threw
  Cancelled,
};

// "pending", "finished", "error", "cancelled".
std::string_view name(FutureStatus status);

}  // namespace tusk
