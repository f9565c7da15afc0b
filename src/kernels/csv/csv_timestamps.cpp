#include "kernels/csv/csv_timestamps.h"

#include <cstring>

#include "kernels/csv/csv_numbers.h"

namespace tusk::kernels {

namespace {

constexpr std::int64_t kSecondsPerDay = 86400;

std::uint64_t load_eight(const char* text) {
  std::uint64_t bytes;
  std::memcpy(&bytes, text, 8);
  return bytes;
}

bool is_csv_date(std::int64_t year, unsigned month, unsigned day) {
  constexpr unsigned char kDays[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0, 0, 0};
  if (month - 1 >= 12 || day - 1 >= 31) return false;
  const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return day <= kDays[month] + unsigned(month == 2 && is_leap);
}

// Reads the parts of a time one after the other.
class TimeText {
 public:
  explicit TimeText(std::string_view text) : text_(text) {}

  bool is_at_end() const { return text_.empty(); }
  bool skip(char byte) {
    if (!text_.starts_with(byte)) return false;
    text_.remove_prefix(1);
    return true;
  }
  // A number of `least` to `most` digits.
  bool number(std::size_t least, std::size_t most, unsigned& out) {
    std::size_t count = 0;
    out = 0;
    for (; count < most && count < text_.size() && text_[count] >= '0' && text_[count] <= '9'; ++count) {
      out = out * 10 + unsigned(text_[count] - '0');
    }
    text_.remove_prefix(count);
    return count >= least;
  }
  // The digits of a fraction, as nanoseconds.
  bool fraction(std::int32_t& out) {
    const std::size_t size = text_.size();
    unsigned digits;
    if (!number(1, 9, digits)) return false;
    for (std::size_t count = size - text_.size(); count < 9; ++count) digits *= 10;
    out = std::int32_t(digits);
    return true;
  }

 private:
  std::string_view text_;
};

struct DateParts {
  unsigned year = 0, month = 0, day = 0;
};

bool parse_date(TimeText& text, std::string_view all, DateParts& date) {
  const bool is_month_first = all.size() > 2 && (all[1] == '/' || all[2] == '/');
  if (is_month_first) {
    return text.number(1, 2, date.month) && text.skip('/') && text.number(1, 2, date.day) && text.skip('/') &&
           text.number(4, 4, date.year);
  }
  if (!text.number(4, 4, date.year)) return false;
  const char separator = text.skip('-') ? '-' : text.skip('/') ? '/' : '\0';
  if (!separator) return text.number(2, 2, date.month) && text.number(2, 2, date.day);
  return text.number(1, 2, date.month) && text.skip(separator) && text.number(1, 2, date.day);
}

bool parse_clock(TimeText& text, CsvTime& out) {
  unsigned hour = 0, minute = 0, second = 0;
  if (!text.number(1, 2, hour) || !text.skip(':') || !text.number(2, 2, minute)) return false;
  if (text.skip(':') && !text.number(2, 2, second)) return false;
  if (text.skip('.') && !text.fraction(out.nanoseconds)) return false;
  if (hour > 23 || minute > 59 || second > 59) return false;
  out.seconds += hour * 3600 + minute * 60 + second;
  return true;
}

}  // namespace

// Counts years from March on, so that a leap day is a year's last; 400 years have 146,097 days.
std::int64_t days_since_epoch(std::int64_t year, unsigned month, unsigned day) {
  const std::int64_t from_march = year - (month <= 2);
  const std::int64_t era = (from_march >= 0 ? from_march : from_march - 399) / 400;
  const auto year_of_era = unsigned(from_march - era * 400);
  const unsigned day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + std::int64_t(day_of_era) - 719468;
}

bool parse_plain_time(const char* text, CsvTime& out) {
  // The digits of yyyy-mm-dd, then of hh:mm:ss, as two numbers of eight digits.
  const bool has_marks =
      text[4] == '-' && text[7] == '-' && (text[10] == ' ' || text[10] == 'T') && text[13] == ':' && text[16] == ':';
  const std::uint64_t first = load_eight(text);          // yyyy-mm-
  const std::uint64_t last = load_eight(text + 11);      // hh:mm:ss
  const std::uint64_t day_bytes = load_eight(text + 3);  // ?-mm-dd?
  const std::uint64_t date = (first & 0xFFFFFFFF) | ((first >> 40 & 0xFFFF) << 32) | ((day_bytes >> 40 & 0xFFFF) << 48);
  const std::uint64_t clock = '0' | '0' << 8 | (last & 0xFFFF) << 16 | (last >> 24 & 0xFFFF) << 32 | (last >> 48) << 48;
  std::uint64_t date_number, clock_number;
  if (!has_marks || !join_digits(date, 8, date_number) || !join_digits(clock, 8, clock_number)) return false;
  const auto date_digits = std::uint32_t(date_number), clock_digits = std::uint32_t(clock_number);
  const unsigned year = date_digits / 10000, month = date_digits / 100 % 100, day = date_digits % 100;
  const unsigned hour = clock_digits / 10000, minute = clock_digits / 100 % 100, second = clock_digits % 100;
  if (!is_csv_date(year, month, day) || hour > 23 || minute > 59 || second > 59) return false;
  out.seconds = days_since_epoch(year, month, day) * kSecondsPerDay + hour * 3600 + minute * 60 + second;
  out.nanoseconds = 0;
  return true;
}

bool parse_time(std::string_view text, CsvTime& out) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  TimeText rest(text);
  DateParts date;
  if (!parse_date(rest, text, date) || !is_csv_date(date.year, date.month, date.day)) return false;
  out = {.seconds = days_since_epoch(date.year, date.month, date.day) * kSecondsPerDay};
  if (rest.is_at_end()) return true;
  return (rest.skip(' ') || rest.skip('T')) && parse_clock(rest, out) && rest.is_at_end();
}

}  // namespace tusk::kernels
