// A Zarr array as a source: chunks are objects below its address, those that aren't there have the fill value.
#pragma once

#include <string>

#include "io/arrays/array_source.h"
#include "io/arrays/zarr/zarr_array.h"
#include "io/input_file.h"

namespace tusk::io {

// `address` is the array's, and ends with "/".
ArraySourcePtr zarr_source(ZarrArray array, const std::string& address, const StorageOptions& options);

}  // namespace tusk::io
