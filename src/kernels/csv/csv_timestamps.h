// Times as CSV files write them.
#pragma once

#include <cstdint>
#include <string_view>

namespace tusk::kernels {

// Nanoseconds can't hold all the years that seconds can; so a time is both.
struct CsvTime {
  std::int64_t seconds;  // since 1970-01-01 00:00:00
  std::int32_t nanoseconds = 0;
};

// "2019-01-31 08:15:00", of exactly 19 characters, with a space or a T between. False for anything else.
bool parse_plain_time(const char* text, CsvTime& out);
// Also a date alone, a time to the minute or with a fraction of up to nine digits, 2019/01/31, 01/31/2019, 20190131,
// and spaces around. False for anything else, and for a time with a zone.
bool parse_time(std::string_view text, CsvTime& out);
// Days from 1970-01-01 to a date of the proleptic Gregorian calendar.
std::int64_t days_since_epoch(std::int64_t year, unsigned month, unsigned day);

}  // namespace tusk::kernels
