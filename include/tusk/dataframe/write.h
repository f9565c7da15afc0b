// Writing tables. On local disks a data set appears whole or not at all: a run that dies leaves what was there before.
// In an object store new files are complete before old ones go.
//
// All of these compute, and return the addresses written. Throw ValueError for a destination or options that make no
// sense before any work, OSError naming the path if it can't be written to, a full disk included.
#pragma once

#include <string>
#include <vector>

#include <tusk/dataframe/data_frame.h>
#include <tusk/dataframe/read.h>

namespace tusk {

struct WriteCsv {
  std::string sep = ",";
  bool header = true;
  bool index = true;  // write the index's levels as the first columns
  std::string na_rep = {};
  bool single_file = false;
  StorageOptions storage_options = {};
};

// To a folder, to names with a star for the partition's number ("out/part-*.csv"), or to a single file.
std::vector<std::string> to_csv(const DataFrame& frame, const std::string& address, const WriteCsv& options = {},
                                const RunOptions& run = {});

struct WriteParquet {
  std::string compression = "snappy";          // "none", "gzip", "brotli", "zstd", "lz4"
  bool append = false;                         // files are added to the folder
  bool overwrite = false;                      // the folder's files give way
  std::vector<std::string> partition_on = {};  // columns whose values become folders key=value
  bool write_index = true;
  StorageOptions storage_options = {};
};

// A folder with a file for each partition.
std::vector<std::string> to_parquet(const DataFrame& frame, const std::string& folder, const WriteParquet& options = {},
                                    const RunOptions& run = {});

struct WriteJson {
  std::string date_format = "epoch";  // milliseconds, or "iso"
  StorageOptions storage_options = {};
};

// One object a line; a file for each partition.
std::vector<std::string> to_json(const DataFrame& frame, const std::string& address, const WriteJson& options = {},
                                 const RunOptions& run = {});

}  // namespace tusk
