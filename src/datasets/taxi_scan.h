// The taxis' records as a scan: a partition a month.
#pragma once

#include <string>

#include <tusk/datasets/taxi_records.h>

#include "kernels/scan.h"

namespace tusk::datasets {

// Throws as taxi_records() does. Nothing is kept: a batch is made when it is asked for, and costs about the same
// whatever columns are wanted.
kernels::ScanPtr taxi_scan(const TaxiRecords& options);

// "yellow_tripdata_2018-01", of the month of that partition.
std::string taxi_file_stem(const TaxiRecords& options, std::int64_t partition);
// As files of its month have them.
bool has_crlf_line_ends(const TaxiRecords& options, std::int64_t partition);

}  // namespace tusk::datasets
