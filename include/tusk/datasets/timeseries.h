// A time series, made up: the demonstration data that Dask's users know.
#pragma once

#include <cstdint>
#include <string>

#include <tusk/dataframe/data_frame.h>

namespace tusk::datasets {

struct TimeSeries {
  std::string start = "2000-01-01";  // dates, or dates and times
  std::string end = "2000-01-31";
  std::string freq = "1s";            // between rows, as parse_duration() reads it
  std::string partition_freq = "1D";  // of a partition; whole partitions from `start` to `end` are made
  std::uint64_t seed = 0;             // a row depends on the seed and its number alone
};

// Indexed by "timestamp" (timestamp[us]), with divisions; columns: name (one of 26), id (integers of the Poisson
// distribution with mean 1000), x and y (uniform from -1 to below 1). Throws ValueError for texts that are no times or
// durations, a fraction of a microsecond, a partition_freq that isn't a multiple of freq, or less than one partition.
DataFrame timeseries(const TimeSeries& options = {});

}  // namespace tusk::datasets
