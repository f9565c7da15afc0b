#include "kernels/elementwise/timestamp_text.h"

#include <array>
#include <cctype>
#include <cmath>

#include <arrow/compute/api_scalar.h>

#include "kernels/elementwise/civil.h"
#include "kernels/elementwise/text_cursor.h"

namespace tusk::kernels::elementwise {

namespace {

struct TimeOfDay {
  std::int64_t seconds = 0;
  std::int32_t nanoseconds = 0;
  int fraction_digits = 0;
};

// The digits after a point, as nanoseconds.
bool read_fraction(TextCursor& cursor, TimeOfDay& time) {
  if (!cursor.skip('.') && !cursor.skip(',')) return true;
  std::int32_t scale = 100'000'000;
  while (cursor.at_digit()) {
    time.nanoseconds += cursor.take_digit() * scale;
    scale /= 10;
    ++time.fraction_digits;
  }
  return time.fraction_digits > 0;
}

bool read_half_of_day(TextCursor& cursor, int& hour) {
  TextCursor ahead = cursor;
  ahead.skip_blanks();
  const bool is_am = ahead.skip_word("am"), is_pm = !is_am && ahead.skip_word("pm");
  if (!is_am && !is_pm) return true;
  if (hour < 1 || hour > 12) return false;
  hour = hour % 12 + (is_pm ? 12 : 0);
  cursor = ahead;
  return true;
}

// hh[:mm[:ss[.fraction]]] [AM|PM]
bool read_time(TextCursor& cursor, TimeOfDay& time) {
  int hour = 0, minute = 0, second = 0;
  if (!cursor.digits(1, 2, hour)) return false;
  if (cursor.skip(':')) {
    if (!cursor.digits(2, 2, minute)) return false;
    if (cursor.skip(':') && (!cursor.digits(2, 2, second) || !read_fraction(cursor, time))) return false;
  }
  if (!read_half_of_day(cursor, hour)) return false;
  time.seconds = hour * 3'600 + minute * 60 + second;
  return hour < 24 && minute < 60 && second < 60;
}

// Z, or +hh, +hhmm, +hh:mm, in seconds to subtract.
bool read_offset(TextCursor& cursor, std::int64_t& offset, bool& has_offset) {
  cursor.skip_blanks();
  if (cursor.skip('Z') || cursor.skip('z') || cursor.skip_word("utc")) return has_offset = true;
  const bool is_west = cursor.at('-');
  if (!is_west && !cursor.at('+')) return true;
  cursor.advance();
  int hours = 0, minutes = 0;
  if (!cursor.digits(2, 2, hours)) return false;
  cursor.skip(':');
  if (cursor.at_digit() && !cursor.digits(2, 2, minutes)) return false;
  offset = (is_west ? -1 : 1) * (hours * 3'600 + minutes * 60);
  return has_offset = true;
}

// yyyy[-mm[-dd]], yyyymmdd or m/d/yyyy
bool read_date(TextCursor& cursor, int& year, int& month, int& day) {
  int first = 0;
  const int count = cursor.digits_up_to(8, first);
  if (count == 8) {
    year = first / 10'000, month = first / 100 % 100, day = first % 100;
    return true;
  }
  if (count == 4) {
    year = first;
    const char separator = cursor.at('-') ? '-' : cursor.at('/') ? '/' : '\0';
    if (separator == '\0') return true;
    cursor.advance();
    if (!cursor.digits(1, 2, month)) return false;
    return !cursor.skip(separator) || cursor.digits(1, 2, day);
  }
  const char separator = cursor.at('/') ? '/' : cursor.at('-') ? '-' : '\0';
  month = first;
  return (count == 1 || count == 2) && separator != '\0' && cursor.skip(separator) && cursor.digits(1, 2, day) &&
         cursor.skip(separator) && cursor.digits(4, 4, year);
}

struct DurationUnit {
  std::string_view name;
  std::int64_t nanoseconds;
};

constexpr std::int64_t kSecond = 1'000'000'000;
// Longer names first: a name is read if the text begins with it and no letter follows.
constexpr DurationUnit kDurationUnits[] = {
    {"weeks", 604'800 * kSecond},
    {"week", 604'800 * kSecond},
    {"w", 604'800 * kSecond},
    {"days", 86'400 * kSecond},
    {"day", 86'400 * kSecond},
    {"d", 86'400 * kSecond},
    {"hours", 3'600 * kSecond},
    {"hour", 3'600 * kSecond},
    {"hr", 3'600 * kSecond},
    {"h", 3'600 * kSecond},
    {"minutes", 60 * kSecond},
    {"minute", 60 * kSecond},
    {"min", 60 * kSecond},
    {"m", 60 * kSecond},
    {"t", 60 * kSecond},
    {"seconds", kSecond},
    {"second", kSecond},
    {"sec", kSecond},
    {"s", kSecond},
    {"milliseconds", 1'000'000},
    {"millisecond", 1'000'000},
    {"millis", 1'000'000},
    {"milli", 1'000'000},
    {"ms", 1'000'000},
    {"microseconds", 1'000},
    {"microsecond", 1'000},
    {"micros", 1'000},
    {"micro", 1'000},
    {"us", 1'000},
    {"nanoseconds", 1},
    {"nanosecond", 1},
    {"nanos", 1},
    {"nano", 1},
    {"ns", 1},
};

const DurationUnit* read_unit(TextCursor& cursor) {
  for (const auto& unit : kDurationUnits) {
    TextCursor ahead = cursor;
    if (!ahead.skip_word(unit.name)) continue;
    cursor = ahead;
    return &unit;
  }
  return nullptr;
}

}  // namespace

std::optional<ReadMoment> read_moment(std::string_view text) {
  TextCursor cursor(text);
  cursor.skip_blanks();
  int year = 0, month = 1, day = 1;
  if (!read_date(cursor, year, month, day)) return {};
  if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) return {};
  ReadMoment moment{.seconds = days_of_civil(year, month, day) * 86'400, .nanoseconds = 0};
  const bool has_separator = cursor.skip('T') || cursor.skip_blanks();
  if (has_separator && !cursor.at_end()) {
    TimeOfDay time;
    std::int64_t offset = 0;
    if (!read_time(cursor, time) || !read_offset(cursor, offset, moment.has_offset)) return {};
    moment.seconds += time.seconds - offset;
    moment.nanoseconds = time.nanoseconds;
    moment.fraction_digits = time.fraction_digits;
  }
  cursor.skip_blanks();
  if (!cursor.at_end()) return {};
  return moment;
}

std::optional<std::int64_t> read_duration(std::string_view text) {
  TextCursor cursor(text);
  cursor.skip_blanks();
  const bool is_negative = cursor.skip('-');
  if (!is_negative) cursor.skip('+');
  double nanoseconds = 0;
  std::int64_t whole_nanoseconds = 0;
  bool is_anything_read = false;
  for (cursor.skip_blanks(); !cursor.at_end(); cursor.skip_blanks()) {
    TextCursor clock = cursor;
    clock.skip('+');
    int hours = 0;
    if (clock.digits_up_to(9, hours) > 0 && clock.skip(':')) {
      int minutes = 0, seconds = 0;
      TimeOfDay time;
      if (!clock.digits(2, 2, minutes)) return {};
      if (clock.skip(':') && (!clock.digits(2, 2, seconds) || !read_fraction(clock, time))) return {};
      // "-1 days +23:00:00" counts forward from the day before.
      const std::int64_t of_clock = (hours * 3'600LL + minutes * 60 + seconds) * kSecond + time.nanoseconds;
      const bool is_forward = is_negative && cursor.at('+');
      whole_nanoseconds += is_forward ? -of_clock : of_clock;
      cursor = clock;
    } else {
      int whole = 0;
      TimeOfDay fraction;
      if (cursor.digits_up_to(9, whole) == 0 || !read_fraction(cursor, fraction)) return {};
      cursor.skip_blanks();
      const auto* unit = read_unit(cursor);
      const std::int64_t length = unit ? unit->nanoseconds : 1;
      whole_nanoseconds += whole * length;
      nanoseconds += fraction.nanoseconds / 1e9 * double(length);
    }
    is_anything_read = true;
  }
  if (!is_anything_read) return {};
  const std::int64_t total = whole_nanoseconds + std::llround(nanoseconds);
  return is_negative ? -total : total;
}

ScalarPtr time_of_text(std::string_view text, const arrow::DataType& type) {
  const auto finest = arrow::TimeUnit::NANO;
  if (is_duration(type)) {
    const auto nanoseconds = read_duration(text);
    if (!nanoseconds) return nullptr;
    auto unit = unit_of(type);
    if (*nanoseconds % (units_per_second(finest) / units_per_second(unit)) != 0) unit = finest;
    const auto count = *nanoseconds / (units_per_second(finest) / units_per_second(unit));
    return std::make_shared<arrow::DurationScalar>(count, arrow::duration(unit));
  }
  const auto moment = read_moment(text);
  if (!moment) return nullptr;
  auto unit = unit_of(type);
  if (moment->nanoseconds % (units_per_second(finest) / units_per_second(unit)) != 0) unit = finest;
  const auto count = moment->seconds * units_per_second(unit) +
                     moment->nanoseconds / (units_per_second(finest) / units_per_second(unit));
  const auto zone = zone_of(type);
  if (zone.empty() || moment->has_offset) {
    return std::make_shared<arrow::TimestampScalar>(count, arrow::timestamp(unit, zone));
  }
  // The wall's clock in the column's zone.
  const arrow::compute::AssumeTimezoneOptions options(zone);
  const arrow::Datum wall(std::make_shared<arrow::TimestampScalar>(count, arrow::timestamp(unit)));
  return call_arrow("assume_timezone", {wall}, 1, &options)->GetScalar(0).ValueOrDie();
}

}  // namespace tusk::kernels::elementwise
