// A table in memory as a scan: for tables that the user made, and for persisted ones.
#pragma once

#include <tusk/data/table.h>

#include "kernels/scan.h"

namespace tusk::kernels {

// `table` in that many partitions of nearly equal length, the longer ones first. Nothing is copied: partitions and
// batches are slices. Throws ValueError unless partition_count is at least 1; a table with fewer rows than partitions
// has empty ones at its end.
ScanPtr table_scan(Table table, std::int64_t partition_count);
// Partition i is the rows from offsets[i] to offsets[i + 1]. Throws ValueError unless offsets ascend from 0 to the
// number of rows.
ScanPtr table_scan(Table table, std::vector<std::int64_t> offsets);

}  // namespace tusk::kernels
