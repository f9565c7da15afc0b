// Writing Zarr stores.
#pragma once

#include <string>
#include <vector>

#include "io/arrays/array_source.h"
#include "io/arrays/write/array_sink.h"
#include "io/input_file.h"
#include "io/write/data_set_place.h"

namespace tusk::io {

struct ZarrCompression {
  static constexpr std::string_view kName = "zarr_compression";
  std::string codec = "zstd";  // "zstd", "gzip", "blosc", "none"
  int level = -1;              // the codec's usual one
  std::string blosc_compressor = "lz4";
  int blosc_shuffle = 1;  // 0 none, 1 bytes, 2 bits
};

struct ZarrWriteOptions {
  int version = 2;                     // or 3
  WriteMode mode = WriteMode::Create;  // or Overwrite
  ZarrCompression compression = {};
  bool is_consolidated = true;  // the metadata of all arrays are written into one document too
  StorageOptions storage_options = {};
};

// A group of arrays, of which name, dtype, stored type, shape, chunk shape, dimensions, attributes and fill value are
// written. A block that is written holds whole chunks, but at an array's end. Chunks that are full of the fill value
// are left out. Throws ValueError for a chunk shape that doesn't fit, names that are no names of folders or are there
// twice, or an unknown version or codec.
ArraySinkPtr zarr_sink(const std::string& address, const Attributes& attributes, const std::vector<ArrayInfo>& arrays,
                       const ZarrWriteOptions& options = {});

}  // namespace tusk::io
