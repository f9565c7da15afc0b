// Tables as CSV files.
#pragma once

#include <string>
#include <vector>

#include "io/input_file.h"
#include "io/write/data_set_place.h"
#include "kernels/csv/format_csv.h"
#include "kernels/sink.h"

namespace tusk::io {

struct CsvWriteOptions {
  kernels::CsvTextOptions text = {};
  bool has_header = true;               // the line of the columns' names
  bool is_single_file = false;          // all partitions in one file, with one header
  bool has_byte_order_mark = false;     // at the beginning of a file: pandas' encoding "utf-8-sig"
  std::vector<std::string> names = {};  // of the files; none: numbered
  WriteMode mode = WriteMode::ReplaceEach;
  StorageOptions storage_options = {};
};

// `address` is a folder, or the names of its files with a star for the number ("out/part-*.csv"), or the name of the
// single file. Texts are UTF-8. Throws ValueError for options that contradict each other.
kernels::SinkPtr csv_sink(const std::string& address, const CsvWriteOptions& options = {});

}  // namespace tusk::io
