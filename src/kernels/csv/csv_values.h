// How the values of each type of column are read. A reader of values has
//
//   using Value                                  what stands in the column's buffer
//   bool read_plain(text, size, Value&) const    the usual way to write it, fast; may read 24 bytes from `text` on
//   bool read(string_view, Value&) const         every way; false for a text that is no value
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>

#include <arrow/type.h>

#include "kernels/csv/csv_format.h"
#include "kernels/csv/csv_numbers.h"
#include "kernels/csv/csv_timestamps.h"

namespace tusk::kernels {

template <class Integer>
struct CsvIntegers {
  using Value = Integer;
  CsvIntegers(const CsvFormat& format, const arrow::DataType&) : thousands(format.thousands) {}
  bool read_plain(const char* text, std::size_t size, Integer& out) const {
    std::int64_t wide;
    if (!parse_short_int64(text, size, wide) || !fits(wide)) return false;
    out = Integer(wide);
    return true;
  }
  bool read(std::string_view text, Integer& out) const {
    if constexpr (std::is_same_v<Integer, std::uint64_t>) return parse_uint64(text, thousands, out);
    std::int64_t wide;
    if (!parse_int64(text, thousands, wide) || !fits(wide)) return false;
    out = Integer(wide);
    return true;
  }
  static bool fits(std::int64_t wide) { return std::in_range<Integer>(wide); }
  char thousands;
};

template <class Float>
struct CsvFloats {
  using Value = Float;
  CsvFloats(const CsvFormat& format, const arrow::DataType&) : decimal(format.decimal), thousands(format.thousands) {}
  bool read_plain(const char* text, std::size_t size, Float& out) const {
    double wide;
    if (!parse_short_double(text, size, decimal, wide)) return false;
    out = Float(wide);
    return true;
  }
  bool read(std::string_view text, Float& out) const {
    double wide;
    if (!parse_double(text, decimal, thousands, wide)) return false;
    out = Float(wide);
    return true;
  }
  char decimal, thousands;
};

// A byte a value: 0 or 1.
struct CsvTruths {
  using Value = std::uint8_t;
  CsvTruths(const CsvFormat& csv_format, const arrow::DataType&) : format(csv_format) {}
  bool read_plain(const char* text, std::size_t size, Value& out) const {
    return read(std::string_view(text, size), out);
  }
  bool read(std::string_view text, Value& out) const {
    const auto is_in = [text](const std::vector<std::string>& texts) {
      return std::find(texts.begin(), texts.end(), text) != texts.end();
    };
    const bool is_true = text == "True" || text == "true" || text == "TRUE" || is_in(format.true_texts);
    if (!is_true && text != "False" && text != "false" && text != "FALSE" && !is_in(format.false_texts)) return false;
    out = is_true;
    return true;
  }
  const CsvFormat& format;
};

struct CsvTimestamps {
  using Value = std::int64_t;
  CsvTimestamps(const CsvFormat&, const arrow::DataType& type) {
    constexpr std::int64_t kPerSecond[] = {1, 1000, 1000000, 1000000000};
    per_second = kPerSecond[int(static_cast<const arrow::TimestampType&>(type).unit())];
  }
  bool read_plain(const char* text, std::size_t size, Value& out) const {
    CsvTime time;
    return size == 19 && parse_plain_time(text, time) && to_unit(time, out);
  }
  bool read(std::string_view text, Value& out) const {
    CsvTime time;
    return parse_time(text, time) && to_unit(time, out);
  }
  // False for what the unit can't express.
  bool to_unit(const CsvTime& time, Value& out) const {
    const std::int64_t nanoseconds_each = 1000000000 / per_second;
    if (time.nanoseconds % nanoseconds_each) return false;
    return !__builtin_mul_overflow(time.seconds, per_second, &out) &&
           !__builtin_add_overflow(out, time.nanoseconds / nanoseconds_each, &out);
  }
  std::int64_t per_second;
};

struct CsvDates {
  using Value = std::int32_t;
  CsvDates(const CsvFormat&, const arrow::DataType&) {}
  bool read_plain(const char*, std::size_t, Value&) const { return false; }
  bool read(std::string_view text, Value& out) const {
    CsvTime time;
    if (!parse_time(text, time) || time.nanoseconds || time.seconds % 86400) return false;
    out = std::int32_t(time.seconds / 86400);
    return true;
  }
};

}  // namespace tusk::kernels
