#include "kernels/elementwise/time_texts.h"

#include <algorithm>
#include <cstdlib>

#include <arrow/builder.h>
#include <fmt/format.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/elementwise/civil.h"

namespace tusk::kernels::elementwise {

namespace {

std::int64_t fineness_of(std::int64_t count, std::int64_t per_second) {
  const auto nanoseconds = (count - floor_divide(count, per_second) * per_second) * (1'000'000'000 / per_second);
  if (nanoseconds != 0) return nanoseconds % 1'000 ? 9 : nanoseconds % 1'000'000 ? 6 : 3;
  return count % (86'400 * per_second) ? 0 : kWholeDays;
}

// The finest of the values that are there; of none, of days.
std::int64_t finest_of(const arrow::Array& times, const std::int64_t* counts, std::int64_t per_second) {
  std::int64_t finest = kWholeDays;
  for (std::int64_t i = 0; i < times.length(); ++i) {
    if (times.IsValid(i)) finest = std::max(finest, fineness_of(counts[i], per_second));
  }
  return finest;
}

// A time's day, and what is left of it.
struct DayAndClock {
  DayAndClock(std::int64_t count, std::int64_t per_second) : days(floor_divide(count, 86'400 * per_second)) {
    const auto rest = count - days * 86'400 * per_second;
    second = rest / per_second;
    nanosecond = rest % per_second * (1'000'000'000 / per_second);
  }
  std::string clock(std::int64_t fineness) const {
    auto text = fmt::format("{:02}:{:02}:{:02}", second / 3'600, second / 60 % 60, second % 60);
    if (fineness > 0) text += fmt::format(".{:09}", nanosecond).substr(0, std::size_t(fineness) + 1);
    return text;
  }
  std::int64_t days, second, nanosecond;
};

std::string moment_text(const DayAndClock& moment, std::int64_t fineness, bool has_clock) {
  const auto date = civil_of_days(moment.days);
  auto text = fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
  if (has_clock) text += " " + moment.clock(fineness);
  return text;
}

std::string duration_text(const DayAndClock& duration, std::int64_t fineness) {
  auto text = fmt::format("{} days", duration.days);
  if (fineness == kWholeDays) return text;
  return text + (duration.days < 0 ? " +" : " ") + duration.clock(fineness == 3 ? 6 : fineness);
}

// "+01:00"
std::string offset_text(std::int64_t seconds) {
  const auto size = std::abs(seconds);
  auto text = fmt::format("{}{:02}:{:02}", seconds < 0 ? '-' : '+', size / 3'600, size / 60 % 60);
  if (size % 60 != 0) text += fmt::format(":{:02}", size % 60);
  return text;
}

const std::int64_t* counts_of(const arrow::Array& times) { return times.data()->GetValues<std::int64_t>(1); }

}  // namespace

ArrayPtr finenesses_of(const ArrayPtr& times) {
  const auto per_second = units_per_second(unit_of(*times->type()));
  const auto* counts = counts_of(*times);
  const BufferPtr values = allocate(times->length() * 8);
  auto* out = reinterpret_cast<std::int64_t*>(values->mutable_data());
  for (std::int64_t i = 0; i < times->length(); ++i) out[i] = fineness_of(counts[i], per_second);
  const arrow::Datum column(times);
  return make_array(arrow::int64(), times->length(), common_validity({&column, 1}, times->length()), values);
}

ArrayPtr texts_of_times(const ArrayPtr& times, std::optional<std::int64_t> fineness) {
  const auto length = times->length();
  const auto per_second = units_per_second(unit_of(*times->type()));
  const bool has_zone = !zone_of(*times->type()).empty();
  const auto wall = has_zone ? call_arrow("local_timestamp", {times}, length) : times;
  const auto* counts = counts_of(*wall);
  const auto* universal = counts_of(*times);
  const auto digits = fineness.value_or(finest_of(*wall, counts, per_second));
  arrow::StringBuilder builder(data::arrow_pool());
  for (std::int64_t i = 0; i < length; ++i) {
    if (times->IsNull(i)) {
      data::throw_unless_ok(builder.AppendNull(), "printing times");
      continue;
    }
    const DayAndClock time(counts[i], per_second);
    std::string text = is_duration(*times->type()) ? duration_text(time, digits)
                                                   : moment_text(time, digits, has_zone || digits != kWholeDays);
    if (has_zone) text += offset_text((counts[i] - universal[i]) / per_second);
    data::throw_unless_ok(builder.Append(text), "printing times");
  }
  return data::value_or_throw(builder.Finish(), "printing times");
}

}  // namespace tusk::kernels::elementwise
