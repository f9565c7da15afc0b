// Tables as folders of Parquet files.
#pragma once

#include <string>
#include <vector>

#include "io/input_file.h"
#include "io/parquet/footer.h"
#include "io/write/data_set_place.h"
#include "kernels/sink.h"

namespace tusk::io {

struct ParquetWriteOptions {
  std::string compression = "snappy";  // "none", "snappy", "gzip", "brotli", "zstd", "lz4"
  WriteMode mode = WriteMode::Create;
  std::vector<std::string> partition_on = {};  // folders key=value
  std::int64_t row_group_rows = 1 << 20;       // at most
  std::vector<std::string> names = {};         // of the files; none: part-00000.parquet and so on
  std::vector<IndexColumn> index = {};         // columns that pandas is told are the index
  std::string category_notes = {};             // see category_notes.h
  StorageOptions storage_options = {};
};

// A file a partition. Throws ValueError for an option that there isn't.
kernels::SinkPtr parquet_sink(const std::string& folder, const ParquetWriteOptions& options = {});

}  // namespace tusk::io
