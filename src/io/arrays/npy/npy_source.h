// npy files, and stacks of them.
#pragma once

#include <string>

#include "io/arrays/array_source.h"
#include "io/input_file.h"

namespace tusk::io {

// C and Fortran order. Throws FileNotFoundError, OSError, or ValueError or TypeError naming the file whose header is
// broken, whose elements are no numbers, or which is too short.
ArraySourcePtr open_npy(const std::string& address, const StorageOptions& options = {});

// A folder that dask.array.to_npy_stack has written: files 0.npy, 1.npy, ... lie one behind the other along `axis`,
// which only "info", a pickle, would tell. Throws ValueError naming two files of different dtypes or lengths of other
// axes.
ArraySourcePtr open_npy_stack(const std::string& folder, std::int64_t axis = 0, const StorageOptions& options = {});

}  // namespace tusk::io
