// A time series as a scan.
#pragma once

#include "kernels/scan.h"

namespace tusk::datasets {

struct TimeSteps {
  static constexpr std::string_view kName = "time_steps";
  std::int64_t start = 0;  // microseconds since 1970
  std::int64_t step = 1;   // microseconds between rows
  std::int64_t rows_per_partition = 0;
  std::int64_t partition_count = 0;
  static constexpr auto fields() {
    return std::tuple{field("start", &TimeSteps::start), field("step", &TimeSteps::step),
                      field("rows_per_partition", &TimeSteps::rows_per_partition),
                      field("partition_count", &TimeSteps::partition_count)};
  }
};

// The columns of timeseries(), the index first. Only the columns that are wanted are made.
kernels::ScanPtr timeseries_scan(const TimeSteps& steps, std::uint64_t seed);

}  // namespace tusk::datasets
