#include "kernels/csv/format_csv.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>

#include <arrow/array.h>
#include <arrow/compute/exec.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_status.h"
#include "kernels/arrow_compute.h"
#include "kernels/csv/csv_floats.h"

namespace tusk::kernels {

namespace {

// Appends the value of a row that isn't missing.
using CellWriter = std::function<void(std::int64_t row, std::string& text)>;

// What texts must be quoted, and how.
class CsvQuoter {
 public:
  explicit CsvQuoter(const CsvTextOptions& options)
      : quote_(options.quotechar), special_(options.sep + options.lineterminator + options.quotechar + "\n") {}

  // `is_alone` in its line: an empty text is then quoted, since it would be a blank line.
  void append(std::string_view value, bool is_alone, std::string& text) const {
    if (value.find_first_of(special_) == value.npos && !(is_alone && value.empty())) {
      text += value;
      return;
    }
    text += quote_;
    for (const char byte : value) {
      if (byte == quote_) text += quote_;
      text += byte;
    }
    text += quote_;
  }

 private:
  char quote_;
  std::string special_;
};

struct SplitTime {
  std::int64_t seconds;
  std::int64_t nanoseconds;  // 0 to 999,999,999
};

std::int64_t csv_units_per_second(arrow::TimeUnit::type unit) {
  constexpr std::int64_t kPerSecond[] = {1, 1000, 1000000, 1000000000};
  return kPerSecond[int(unit)];
}

std::int64_t floor_quotient(std::int64_t value, std::int64_t by) { return value / by - (value % by < 0); }

SplitTime split_time(std::int64_t value, std::int64_t per_second) {
  const std::int64_t seconds = floor_quotient(value, per_second);
  return {seconds, (value - seconds * per_second) * (1000000000 / per_second)};
}

std::tm utc_parts(std::int64_t seconds) {
  const auto time = std::time_t(seconds);
  std::tm parts{};
  gmtime_r(&time, &parts);
  return parts;
}

void append_date(const std::tm& parts, std::string& text) {
  fmt::format_to(std::back_inserter(text), "{:04}-{:02}-{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

void append_fraction(std::int64_t nanoseconds, int digits, std::string& text) {
  if (digits == 0) return;
  fmt::format_to(std::back_inserter(text), ".{:09}", nanoseconds);
  text.resize(text.size() - std::size_t(9 - digits));
}

// How many digits all values of a column need: 0, 3, 6 or 9.
int csv_fraction_digits(const arrow::Array& array, const std::int64_t* values, std::int64_t per_second) {
  int digits = 0;
  for (std::int64_t i = 0; i < array.length(); ++i) {
    if (array.IsNull(i)) continue;
    const auto nanoseconds = split_time(values[i], per_second).nanoseconds;
    digits = std::max(digits, nanoseconds % 1000 ? 9 : nanoseconds % 1000000 ? 6 : nanoseconds ? 3 : 0);
  }
  return digits;
}

bool all_are_days(const arrow::Array& array, const std::int64_t* values, std::int64_t per_day) {
  for (std::int64_t i = 0; i < array.length(); ++i) {
    if (array.IsValid(i) && values[i] % per_day != 0) return false;
  }
  return true;
}

void append_strftime(const SplitTime& time, const std::string& format, std::string& text) {
  std::string with_fraction = format;
  for (auto place = with_fraction.find("%f"); place != std::string::npos; place = with_fraction.find("%f", place)) {
    with_fraction.replace(place, 2, fmt::format("{:06}", time.nanoseconds / 1000));
  }
  const std::tm parts = utc_parts(time.seconds);
  char written[256];
  text.append(written, std::strftime(written, sizeof(written), with_fraction.c_str(), &parts));
}

CellWriter moment_writer(const arrow::TimestampArray& array, const CsvTextOptions& options, bool has_zone) {
  const auto per_second = csv_units_per_second(static_cast<const arrow::TimestampType&>(*array.type()).unit());
  if (!options.date_format.empty()) {
    return [&array, per_second, format = options.date_format](std::int64_t row, std::string& text) {
      append_strftime(split_time(array.Value(row), per_second), format, text);
    };
  }
  const bool has_times = has_zone || !all_are_days(array, array.raw_values(), per_second * 86400);
  const int digits = csv_fraction_digits(array, array.raw_values(), per_second);
  return [&array, per_second, has_times, digits](std::int64_t row, std::string& text) {
    const auto time = split_time(array.Value(row), per_second);
    const std::tm parts = utc_parts(time.seconds);
    append_date(parts, text);
    if (!has_times) return;
    fmt::format_to(std::back_inserter(text), " {:02}:{:02}:{:02}", parts.tm_hour, parts.tm_min, parts.tm_sec);
    append_fraction(time.nanoseconds, digits, text);
  };
}

// Moments of a time zone as its clocks show them, and how far these are from UTC: 2020-07-01 12:00:00+02:00.
CellWriter zoned_writer(const arrow::TimestampArray& array, const CsvTextOptions& options) {
  const arrow::Datum utc(array.Slice(0));
  const auto local = std::static_pointer_cast<arrow::TimestampArray>(
      data::value_or_throw(arrow::compute::CallFunction("local_timestamp", {utc}, arrow_context()), "writing times")
          .make_array());
  const auto per_second = csv_units_per_second(static_cast<const arrow::TimestampType&>(*array.type()).unit());
  const CellWriter write = moment_writer(*local, options, true);
  return [&array, local, per_second, write, has_format = !options.date_format.empty()](std::int64_t row,
                                                                                       std::string& text) {
    write(row, text);
    if (has_format) return;
    const std::int64_t minutes = (local->Value(row) - array.Value(row)) / per_second / 60;
    fmt::format_to(std::back_inserter(text), "{}{:02}:{:02}", minutes < 0 ? '-' : '+', std::abs(minutes) / 60,
                   std::abs(minutes) % 60);
  };
}

CellWriter timestamp_writer(const arrow::TimestampArray& array, const CsvTextOptions& options) {
  const bool has_zone = !static_cast<const arrow::TimestampType&>(*array.type()).timezone().empty();
  return has_zone ? zoned_writer(array, options) : moment_writer(array, options, false);
}

CellWriter date_writer(const arrow::Date32Array& array, const CsvTextOptions& options) {
  return [&array, format = options.date_format](std::int64_t row, std::string& text) {
    const std::int64_t seconds = std::int64_t(array.Value(row)) * 86400;
    format.empty() ? append_date(utc_parts(seconds), text) : append_strftime({seconds, 0}, format, text);
  };
}

CellWriter duration_writer(const arrow::DurationArray& array) {
  const auto per_second = csv_units_per_second(static_cast<const arrow::DurationType&>(*array.type()).unit());
  const bool has_times = !all_are_days(array, array.raw_values(), per_second * 86400);
  const int digits = csv_fraction_digits(array, array.raw_values(), per_second);
  return [&array, per_second, has_times, digits = digits == 3 ? 6 : digits](std::int64_t row, std::string& text) {
    const auto time = split_time(array.Value(row), per_second);
    const std::int64_t day = floor_quotient(time.seconds, 86400);
    const std::int64_t second = time.seconds - day * 86400;
    fmt::format_to(std::back_inserter(text), "{} days", day);
    if (!has_times) return;
    fmt::format_to(std::back_inserter(text), " {}{:02}:{:02}:{:02}", day < 0 ? "+" : "", second / 3600,
                   second / 60 % 60, second % 60);
    append_fraction(time.nanoseconds, digits, text);
  };
}

template <class Array>
CellWriter integer_writer(const Array& array) {
  return [&array](std::int64_t row, std::string& text) {
    char digits[24];
    text.append(digits, std::to_chars(digits, digits + sizeof(digits), array.Value(row)).ptr);
  };
}

template <class Array>
CellWriter float_writer(const Array& array, const std::string& format) {
  if (format.empty()) {
    return [&array](std::int64_t row, std::string& text) { append_python_float(array.Value(row), text); };
  }
  return [&array, format](std::int64_t row, std::string& text) {
    const double value = array.Value(row);
    const int size = std::snprintf(nullptr, 0, format.c_str(), value);
    const std::size_t before = text.size();
    text.resize(before + std::size_t(size) + 1);
    std::snprintf(text.data() + before, std::size_t(size) + 1, format.c_str(), value);
    text.pop_back();
  };
}

// A NaN is missing too.
bool is_csv_missing(const arrow::Array& array, std::int64_t row) {
  if (array.type_id() == arrow::Type::DOUBLE && array.IsValid(row)) {
    return std::isnan(static_cast<const arrow::DoubleArray&>(array).Value(row));
  }
  if (array.type_id() == arrow::Type::FLOAT && array.IsValid(row)) {
    return std::isnan(static_cast<const arrow::FloatArray&>(array).Value(row));
  }
  if (array.type_id() == arrow::Type::DICTIONARY && array.IsValid(row)) {
    const auto& texts = static_cast<const arrow::DictionaryArray&>(array);
    return texts.dictionary()->IsNull(texts.GetValueIndex(row));
  }
  return array.IsNull(row);
}

template <class Array>
CellWriter text_writer(const Array& array, const CsvQuoter& quoter, bool is_alone) {
  return [&array, quoter, is_alone](std::int64_t row, std::string& text) {
    quoter.append(array.GetView(row), is_alone, text);
  };
}

template <class Array>
const Array& csv_array(const arrow::Array& array) {
  return static_cast<const Array&>(array);
}

CellWriter cell_writer(const arrow::Array& array, const CsvTextOptions& options, bool is_alone);

CellWriter dictionary_writer(const arrow::DictionaryArray& array, const CsvTextOptions& options, bool is_alone) {
  const std::shared_ptr<arrow::Array> values = array.dictionary();
  return [&array, values, write = cell_writer(*values, options, is_alone)](std::int64_t row, std::string& text) {
    write(array.GetValueIndex(row), text);
  };
}

CellWriter cell_writer(const arrow::Array& array, const CsvTextOptions& options, bool is_alone) {
  switch (array.type_id()) {
    case arrow::Type::INT8: return integer_writer(csv_array<arrow::Int8Array>(array));
    case arrow::Type::INT16: return integer_writer(csv_array<arrow::Int16Array>(array));
    case arrow::Type::INT32: return integer_writer(csv_array<arrow::Int32Array>(array));
    case arrow::Type::INT64: return integer_writer(csv_array<arrow::Int64Array>(array));
    case arrow::Type::UINT8: return integer_writer(csv_array<arrow::UInt8Array>(array));
    case arrow::Type::UINT16: return integer_writer(csv_array<arrow::UInt16Array>(array));
    case arrow::Type::UINT32: return integer_writer(csv_array<arrow::UInt32Array>(array));
    case arrow::Type::UINT64: return integer_writer(csv_array<arrow::UInt64Array>(array));
    case arrow::Type::FLOAT: return float_writer(csv_array<arrow::FloatArray>(array), options.float_format);
    case arrow::Type::DOUBLE: return float_writer(csv_array<arrow::DoubleArray>(array), options.float_format);
    case arrow::Type::BOOL:
      return [&truths = csv_array<arrow::BooleanArray>(array)](std::int64_t row, std::string& text) {
        text += truths.Value(row) ? "True" : "False";
      };
    case arrow::Type::STRING: return text_writer(csv_array<arrow::StringArray>(array), CsvQuoter(options), is_alone);
    case arrow::Type::LARGE_STRING:
      return text_writer(csv_array<arrow::LargeStringArray>(array), CsvQuoter(options), is_alone);
    case arrow::Type::TIMESTAMP: return timestamp_writer(csv_array<arrow::TimestampArray>(array), options);
    case arrow::Type::DATE32: return date_writer(csv_array<arrow::Date32Array>(array), options);
    case arrow::Type::DURATION: return duration_writer(csv_array<arrow::DurationArray>(array));
    case arrow::Type::DICTIONARY: return dictionary_writer(csv_array<arrow::DictionaryArray>(array), options, is_alone);
    case arrow::Type::NA: return [](std::int64_t, std::string&) {};
    default:
      throw TypeError(fmt::format("CSV holds numbers, truth values, texts, dates, times and durations: {}; cast it",
                                  array.type()->ToString()));
  }
}

// Whether printf takes the format, and one double with it.
bool is_float_format(const std::string& format) {
  const auto percent = format.find('%');
  if (percent == format.npos) return false;
  const auto conversion = format.find_first_not_of("+-# 0123456789.", percent + 1);
  return conversion != format.npos && std::string_view("fFeEgG").find(format[conversion]) != std::string_view::npos &&
         format.find('%', percent + 1) == format.npos;
}

void check_csv_text_options(const CsvTextOptions& options) {
  if (options.sep.size() != 1 || options.sep[0] == options.quotechar) {
    throw ValueError(fmt::format("sep must be one character other than quotechar: '{}'", options.sep));
  }
  if (!options.float_format.empty() && !is_float_format(options.float_format)) {
    throw ValueError(fmt::format("float_format must be like '%.2f': '{}'", options.float_format));
  }
}

}  // namespace

void check_csv_text(const arrow::Schema& schema, const CsvTextOptions& options) {
  check_csv_text_options(options);
  const auto empty = data::value_or_throw(arrow::RecordBatch::MakeEmpty(arrow::schema(schema.fields())), "writing CSV");
  for (int i = 0; i < schema.num_fields(); ++i) {
    try {
      cell_writer(*empty->column(i), options, false);
    } catch (const TypeError& error) {
      throw TypeError(fmt::format("column '{}': {}", schema.field(i)->name(), error.what()));
    }
  }
}

void append_csv_header(const arrow::Schema& schema, const CsvTextOptions& options, std::string& text) {
  const CsvQuoter quoter(options);
  for (int i = 0; i < schema.num_fields(); ++i) {
    if (i > 0) text += options.sep;
    quoter.append(schema.field(i)->name(), schema.num_fields() == 1, text);
  }
  text += options.lineterminator;
}

void append_csv_rows(const Batch& batch, const CsvTextOptions& options, std::string& text) {
  check_csv_text_options(options);
  const int column_count = batch->num_columns();
  const auto columns = batch->columns();
  std::vector<CellWriter> writers;
  for (const auto& column : columns) writers.push_back(cell_writer(*column, options, column_count == 1));
  std::string missing;
  CsvQuoter(options).append(options.na_rep, column_count == 1, missing);
  for (std::int64_t row = 0; row < batch->num_rows(); ++row) {
    for (std::size_t i = 0; i < writers.size(); ++i) {
      if (i > 0) text += options.sep;
      is_csv_missing(*columns[i], row) ? void(text += missing) : writers[i](row, text);
    }
    text += options.lineterminator;
  }
}

}  // namespace tusk::kernels
