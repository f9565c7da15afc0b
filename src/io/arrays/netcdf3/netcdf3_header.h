// The header of a NetCDF 3 file: classic, 64-bit offset, or CDF-5
// (https://docs.unidata.ucar.edu/nug/current/file_format_specifications.html).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/arrays/data_set.h"
#include "io/arrays/stored_type.h"

namespace tusk::io {

struct NetCdf3Variable {
  std::string name;
  std::vector<std::size_t> dimensions;  // places in the header's list
  Attributes attributes;
  StoredType type;
  std::uint64_t begin = 0;  // of the first element in the file
};

struct NetCdf3Header {
  // The length of the unlimited dimension is the number of records: -1 where the header does not say it.
  std::vector<Dimension> dimensions;
  Attributes attributes;
  std::vector<NetCdf3Variable> variables;
};

bool is_netcdf3(std::string_view beginning);

// Parses the first bytes of a file; nullopt if the header goes on behind them. Throws ValueError saying what is wrong,
// without the file's name.
std::optional<NetCdf3Header> parse_netcdf3_header(std::string_view beginning);

}  // namespace tusk::io
