// A data set of arrays: the variables, dimensions and attributes of a file, or of a group in it, in any format.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/arrays/array_source.h"
#include "io/input_file.h"

namespace tusk::io {

struct Dimension {
  std::string name;
  std::int64_t length = 0;
  bool is_unlimited = false;  // as its format says
};

// A variable that is there, but can't be read: texts, structures, a codec that's missing.
struct Unreadable {
  std::string name;
  std::string reason;
};

struct DataSet {
  std::string address;
  std::string format;                          // one of array_formats()
  std::vector<ArraySourcePtr> variables = {};  // in the order of the file
  std::vector<Dimension> dimensions = {};      // in the order of their first use
  Attributes attributes = {};
  std::vector<Unreadable> unreadable = {};
  std::vector<std::string> groups = {};  // within this one, not opened
};

struct DataSetOptions {
  std::string group = {};   // "a/b"; empty: the root
  std::string format = {};  // one of array_formats(); empty: told by the first bytes, or the files in the folder
  StorageOptions storage_options = {};
};

// Reads metadata alone. Throws FileNotFoundError or OSError; KeyError with near names for a group that isn't there;
// ValueError for a file that is none of the formats, naming what it seems to be, for one that is broken, and for a
// dimension that has two lengths.
DataSet open_data_set(const std::string& address, const DataSetOptions& options = {});

// The formats' names: "npy", "zarr", "hdf5", "netcdf3". NetCDF4 is "hdf5".
const std::vector<std::string>& array_formats();

// Throws KeyError with near names if there is no such variable, and the reason if it can't be read.
const ArraySourcePtr& variable(const DataSet& data_set, const std::string& name);

// Adds the dimensions of its variables that it doesn't have yet. Throws ValueError for one that has two lengths.
void add_dimensions(DataSet& data_set);

}  // namespace tusk::io
