// HDF5 files, and NetCDF 4 files, which are such, as data sets.
#pragma once

#include "io/arrays/data_set.h"

namespace tusk::io {

// A group, or a single variable. Dimension scales name the dimensions, as NetCDF 4 uses them; dimensions without one
// are named as netCDF does, "phony_dim_0". NetCDF's characters are uint8, noted as "char".
DataSet open_hdf5(const std::string& address, const DataSetOptions& options = {});

}  // namespace tusk::io
