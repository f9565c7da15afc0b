// Moments and durations as pandas writes them, and how finely.
#pragma once

#include <cstdint>
#include <optional>

#include "kernels/elementwise/operands.h"

namespace tusk::kernels::elementwise {

// How fine a time is: kWholeDays, or the digits of its fraction of a second that must be written: 0, 3, 6 or 9.
constexpr std::int64_t kWholeDays = -1;

// The fineness of each value of a column of timestamps or durations, as int64.
ArrayPtr finenesses_of(const ArrayPtr& times);
// All values as finely as the finest of them, or as `fineness` says: pandas looks at the whole column.
ArrayPtr texts_of_times(const ArrayPtr& times, std::optional<std::int64_t> fineness);

}  // namespace tusk::kernels::elementwise
