// Days and civil dates of the proleptic Gregorian calendar, for all of a 32-bit year's days.
//
// Method: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March, 400 years are an era of
// 146,097 days. Days count from 1970-01-01.
#pragma once

#include <cstdint>

namespace tusk::kernels::elementwise {

struct CivilDate {
  std::int64_t year;
  int month;  // 1 to 12
  int day;    // 1 to 31
};

constexpr bool is_leap_year(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

constexpr int days_in_month(std::int64_t year, int month) {
  return month == 2 ? 28 + is_leap_year(year) : 30 + ((month + (month > 7)) & 1);
}

constexpr std::int64_t days_of_civil(std::int64_t year, int month, int day) {
  year -= month <= 2;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const int year_of_era = int(year - era * 400);
  const int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146'097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719'468;
}

constexpr CivilDate civil_of_days(std::int64_t days) {
  days += 719'468;
  const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const auto day_of_era = unsigned(days - era * 146'097);
  const unsigned year_of_era = (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const unsigned shifted_month = (5 * day_of_year + 2) / 153;
  const int month = int(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  return {.year = std::int64_t(year_of_era) + era * 400 + (month <= 2),
          .month = month,
          .day = int(day_of_year - (153 * shifted_month + 2) / 5 + 1)};
}

// Rounded down; `divisor` is positive.
constexpr std::int64_t floor_divide(std::int64_t value, std::int64_t divisor) {
  return value / divisor - (value % divisor < 0);
}

}  // namespace tusk::kernels::elementwise
