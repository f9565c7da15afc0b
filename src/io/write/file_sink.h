// Tables as folders of files, or as one file, in any format.
#pragma once

#include <string>
#include <vector>

#include "io/write/data_set_place.h"
#include "io/write/part_format.h"
#include "kernels/sink.h"

namespace tusk::io {

struct FileSinkOptions {
  std::string folder;
  PartFormatPtr format;
  WriteMode mode = WriteMode::Create;
  // Rows are spread over folders key=value; the key's columns aren't in the files.
  std::vector<std::string> partition_on = {};
  // Of the files, in the order of the partitions; none: `name_before`, a number, `name_after`.
  std::vector<std::string> names = {};
  std::string name_before = "part-";
  std::string name_after = {};
  int digits = 5;  // at least, so that names sort as numbers do
  // All partitions in one file of this name in the folder.
  std::string single_file = {};
  StorageOptions storage_options = {};
};

// Appended files are numbered after those that are there now. Throws ValueError for options that contradict each other.
kernels::SinkPtr file_sink(FileSinkOptions options);

}  // namespace tusk::io
