// JSON lines as a table: a file holds one JSON object a line, whose names are columns.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "io/input_file.h"
#include "kernels/scan.h"

namespace tusk::io {

struct JsonOptions {
  std::uint64_t block_bytes = std::uint64_t(32)
                              << 20;  // of a partition, cut at the end of a line; 0: files are partitions
  std::uint64_t sample_bytes = std::uint64_t(1) << 20;  // of the first file that isn't empty, from which types are told
  std::map<std::string, kernels::TypePtr> types = {};   // of columns, instead of those of the sample
  StorageOptions storage_options = {};
};

// Columns stand in the order in which the sample has them. Numbers are int64, or float64 if one of the sample has a
// point; texts stay texts, also where they look like times, unless `types` says so. A name that a line lacks is
// missing. Throws FileNotFoundError or OSError, and ValueError for a sample that is not JSON lines; the reader,
// ValueError naming file and line where something isn't JSON, contradicts its column's type, or has a name that the
// sample lacks.
kernels::ScanPtr open_json_lines(const std::vector<std::string>& addresses, const JsonOptions& options = {});

}  // namespace tusk::io
