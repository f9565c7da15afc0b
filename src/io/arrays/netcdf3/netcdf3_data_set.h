// NetCDF 3 files as data sets.
#pragma once

#include "io/arrays/data_set.h"

namespace tusk::io {

// Variables are big-endian, those with the unlimited dimension interleaved record by record. Characters are uint8,
// noted as "char".
DataSet open_netcdf3(const std::string& address, const DataSetOptions& options = {});

}  // namespace tusk::io
