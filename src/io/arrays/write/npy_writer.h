// Writing npy files, and stacks of them.
#pragma once

#include <string>

#include "io/arrays/write/array_sink.h"
#include "io/input_file.h"
#include "io/write/data_set_place.h"

namespace tusk::io {

// One file, which is there whole or not at all; `address` is a local path, or an object in s3://. Throws OSError, or
// ValueError for other schemes.
void write_npy(const std::string& address, const NdArray& array, const StorageOptions& options = {});

// A folder that dask.array.from_npy_stack reads: block i along `axis`, which begins where the lengths before it end, is
// i.npy. Each block has all positions of the other axes. Throws ValueError for an axis that isn't there, or lengths
// that don't add up to the array's.
ArraySinkPtr npy_stack_sink(const std::string& folder, DType dtype, const Shape& shape, std::int64_t axis,
                            const std::vector<std::int64_t>& lengths, WriteMode mode = WriteMode::Create,
                            const StorageOptions& options = {});

}  // namespace tusk::io
