// Records of New York's yellow taxis, made up: as many as are wanted, equal wherever and in whatever order they are
// made. They have the columns of the Taxi & Limousine Commission's files, look like its records of 2018-01 to 2020-06,
// and have their oddities, which src/datasets/README.md lists.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <tusk/dataframe/data_frame.h>

namespace tusk::datasets {

struct TaxiRecords {
  std::int64_t rows_per_month = 10000;
  std::string first_month = "2018-01";
  int month_count = 30;
  std::uint64_t seed = 0;  // a record depends on the seed, its month and its row in it alone
};

// A partition a month, without an index. Times are timestamp[us] without a zone, amounts dollars, distances miles.
// Throws ValueError for a negative number of rows, less than one month, or a month that isn't like "2018-01".
DataFrame taxi_records(const TaxiRecords& options = {});

// The same as files: FOLDER/yellow_tripdata_2018-01.csv and so on, as the Commission publishes them: the first two of
// 2019 have CRLF line ends. A file is there whole or not at all; others in the folder stay. Makes the folder. Returns
// the paths. Throws as taxi_records() does, and OSError naming a path that can't be written to.
std::vector<std::string> write_taxi_csv(const std::string& folder, const TaxiRecords& options = {});
// The same as yellow_tripdata_2018-01.parquet and so on.
std::vector<std::string> write_taxi_parquet(const std::string& folder, const TaxiRecords& options = {});

}  // namespace tusk::datasets
