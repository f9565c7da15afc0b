// CSV files as a scan: pandas' meaning, in blocks that can each be read by themselves.
#pragma once

#include <string>
#include <vector>

#include "io/csv/csv_options.h"
#include "kernels/scan.h"

namespace tusk::io {

// Opens the files that `addresses` name (find_files), which must all have the same columns.
//
// Types are told from the first bytes of the first and of the last file: int64, float64, bool, str; float64 where all
// is missing; datetime64[us] for parse_dates. What contradicts them later is an error of the reader, which says what to
// pass as dtype. A row that is too short has missing values at its end; one that is too long is an error, unless
// usecols names the columns. Lines end with LF or CR LF. Reading a block needs memory for about three batches and the
// longest row, whatever its size.
//
// Throws ValueError for options that make no sense, a file that is empty, a column that isn't there, rows of the
// samples that can't be read; TypeError for a dtype that columns can't have; and what find_files and open_input throw.
kernels::ScanPtr open_csv(const std::vector<std::string>& addresses, const CsvOptions& options = {});

}  // namespace tusk::io
