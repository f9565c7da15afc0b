// Moments and durations written as text.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "kernels/elementwise/operands.h"

namespace tusk::kernels::elementwise {

struct ReadMoment {
  std::int64_t seconds;      // since 1970-01-01, UTC if there is an offset
  std::int32_t nanoseconds;  // 0 to 999,999,999
  bool has_offset = false;   // Z or +hh:mm was written
  // How many digits the fraction had: more than 6 need nanoseconds.
  int fraction_digits = 0;
};

// Reads ISO 8601 ("2020", "2020-03", "2020-03-01", then "T" or blanks and "10:30", "10:30:15.25", then "Z" or
// "+01:00"), "20200301", and US dates with slashes ("3/1/2020 10:30", with AM or PM). Blanks around are skipped.
std::optional<ReadMoment> read_moment(std::string_view text);
// Reads "1 days 02:03:04.5", "02:03:04", "1h30min", "-2 days", "15 min" as nanoseconds.
std::optional<std::int64_t> read_duration(std::string_view text);

// The text as a scalar of a timestamp, date or duration type's kind (in a finer unit, if it needs one), or nullptr.
ScalarPtr time_of_text(std::string_view text, const arrow::DataType& type);

}  // namespace tusk::kernels::elementwise
