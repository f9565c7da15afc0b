// Parquet files as a table: row groups are partitions, and of each only what is needed is read.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "io/input_file.h"
#include "io/parquet/footer.h"
#include "kernels/scan.h"

namespace tusk::io {

struct ParquetOptions {
  // Of the table, in this order; none: all. The index's columns are kept in any case.
  std::optional<std::vector<std::string>> columns = {};
  // Partitions without a row that satisfies all of them are left out. Others may still have rows that don't.
  std::vector<kernels::ScanBound> filters = {};
  // The columns of the index. Without: those that pandas has noted in the first file; empty: no index.
  std::optional<std::vector<std::string>> index = {};
  // Whether partitions are row groups, neighbours in one file being joined up to `partition_bytes` uncompressed; else
  // they are files.
  bool split_row_groups = true;
  std::uint64_t partition_bytes = std::uint64_t(64) << 20;
  StorageOptions storage_options = {};
};

struct ParquetTable {
  kernels::ScanPtr scan;
  std::vector<IndexColumn> index;  // columns of the scan
};

// Opens files, globs, and folders: of a folder all files below it count whose names, and whose folders' names, begin
// with neither "_" nor ".". Folders named key=value give columns, behind the files' own: int64 where all values are
// such, else categories of text. Reads the footers, nothing else.
//
// All files have the same columns, in any order; numbers may differ in width and kind, and a column without a type
// (all null) takes that of the others. Throws FileNotFoundError or OSError; ValueError naming the file with a broken
// footer or other columns; TypeError naming file and column whose type differs; KeyError with near names for a column
// that isn't there.
ParquetTable open_parquet(const std::vector<std::string>& addresses, const ParquetOptions& options = {});

}  // namespace tusk::io
