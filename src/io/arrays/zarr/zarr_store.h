// Zarr stores, version 2 and 3: folders, prefixes of an object store, and web addresses.
#pragma once

#include "io/arrays/data_set.h"

namespace tusk::io {

// Whether a Zarr array or group lies at that address.
bool is_zarr(const std::string& address, const StorageOptions& options);

// A group, or a single array as a data set of one variable. With consolidated metadata one document is read; without,
// all names in the group are listed, chunks included, which a web server can't do.
DataSet open_zarr(const std::string& address, const DataSetOptions& options = {});

}  // namespace tusk::io
