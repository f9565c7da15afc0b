#include <tusk/datasets/timeseries.h>

#include <memory>
#include <utility>
#include <vector>

#include <arrow/scalar.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/duration.h>
#include <tusk/core/error.h>

#include "datasets/timeseries_scan.h"
#include "expr/scan_rows.h"
#include "kernels/csv/csv_timestamps.h"

namespace tusk::datasets {

namespace {

std::int64_t microseconds_of_time(const char* option, const std::string& text) {
  kernels::CsvTime time{};
  if (!kernels::parse_time(text, time) || time.nanoseconds % 1000 != 0)
    throw ValueError(
        fmt::format("{} is a time to the microsecond, like 2000-01-01 or 2000-01-01 12:30:00: got '{}'", option, text));
  return time.seconds * 1'000'000 + time.nanoseconds / 1000;
}

std::int64_t microseconds_of_duration(const char* option, const std::string& text) {
  const std::int64_t nanoseconds = parse_duration(text).count();
  if (nanoseconds <= 0 || nanoseconds % 1000 != 0)
    throw ValueError(fmt::format("{} is at least a microsecond, and whole ones: got '{}'", option, text));
  return nanoseconds / 1000;
}

TimeSteps time_steps(const TimeSeries& options) {
  TimeSteps steps;
  steps.start = microseconds_of_time("start", options.start);
  steps.step = microseconds_of_duration("freq", options.freq);
  const std::int64_t partition = microseconds_of_duration("partition_freq", options.partition_freq);
  if (partition % steps.step != 0)
    throw ValueError(
        fmt::format("partition_freq is a multiple of freq: got '{}' and '{}'", options.partition_freq, options.freq));
  steps.rows_per_partition = partition / steps.step;
  steps.partition_count = (microseconds_of_time("end", options.end) - steps.start) / partition;
  if (steps.partition_count < 1)
    throw ValueError(
        fmt::format("a partition at least lies between start and end: got '{}', '{}' and partition_freq "
                    "'{}'",
                    options.start, options.end, options.partition_freq));
  return steps;
}

expr::Divisions divisions_of_steps(const TimeSteps& steps) {
  std::vector<std::shared_ptr<arrow::Scalar>> divisions;
  const auto type = arrow::timestamp(arrow::TimeUnit::MICRO);
  for (std::int64_t i = 0; i < steps.partition_count; ++i)
    divisions.push_back(
        std::make_shared<arrow::TimestampScalar>(steps.start + i * steps.rows_per_partition * steps.step, type));
  const std::int64_t last_row = steps.partition_count * steps.rows_per_partition - 1;
  divisions.push_back(std::make_shared<arrow::TimestampScalar>(steps.start + last_row * steps.step, type));
  return std::make_shared<const std::vector<std::shared_ptr<arrow::Scalar>>>(std::move(divisions));
}

}  // namespace

DataFrame timeseries(const TimeSeries& options) {
  const TimeSteps steps = time_steps(options);
  return DataFrame(expr::scan_rows(timeseries_scan(steps, options.seed), {"timestamp"}, divisions_of_steps(steps)));
}

}  // namespace tusk::datasets
