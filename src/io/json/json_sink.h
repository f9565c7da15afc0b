// Tables as JSON lines.
#pragma once

#include <string>
#include <vector>

#include "io/input_file.h"
#include "io/write/data_set_place.h"
#include "kernels/sink.h"

namespace tusk::io {

struct JsonWriteOptions {
  std::string date_format = "epoch";    // milliseconds since 1970, or "iso": 2019-01-01T00:46:40.000
  std::vector<std::string> names = {};  // of the files; none: numbered
  WriteMode mode = WriteMode::ReplaceEach;
  StorageOptions storage_options = {};
};

// `address` is a folder, or the names of its files with a star for the number: "out/part-*.json". A line is an object
// of all columns; missing values, NaN and infinities are null. Throws ValueError for an option that there isn't.
kernels::SinkPtr json_sink(const std::string& address, const JsonWriteOptions& options = {});

}  // namespace tusk::io
