#include "io/arrays/netcdf3/netcdf3_data_set.h"

#include <algorithm>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "io/arrays/netcdf3/netcdf3_header.h"
#include "io/arrays/strided_source.h"

namespace tusk::io {
namespace {

constexpr std::uint64_t kFirstHeaderBytes = 64 << 10;
constexpr std::uint64_t kMostHeaderBytes = 256 << 20;

NetCdf3Header read_netcdf3_header(const SourceFile& file) {
  for (auto wanted = kFirstHeaderBytes;; wanted *= 8) {
    std::string beginning(std::min(wanted, file.size_bytes), '\0');
    file.read(0, beginning.size(), beginning.data());
    if (!is_netcdf3(beginning))
      throw ValueError("a NetCDF 3 file begins with CDF and version 1, 2 or 5: this one does not");
    if (auto header = parse_netcdf3_header(beginning)) return *std::move(header);
    if (beginning.size() == file.size_bytes)
      throw ValueError(fmt::format(
          "a NetCDF 3 file has a whole header: its {} bytes end before; it may have been cut off", file.size_bytes));
    if (wanted > kMostHeaderBytes)
      throw ValueError(fmt::format("the header of a NetCDF 3 file has at most {} bytes", kMostHeaderBytes));
  }
}

// Where records lie.
struct RecordLayout {
  std::uint64_t record_bytes = 0;
  std::uint64_t begin = ~std::uint64_t(0);
};

class NetCdf3Reader {
 public:
  NetCdf3Reader(SourceFile file, NetCdf3Header header) : file_(std::move(file)), header_(std::move(header)) {}

  void read(DataSet& data_set) {
    plan_records();
    data_set.attributes = header_.attributes;
    data_set.dimensions = header_.dimensions;
    for (const auto& variable : header_.variables) data_set.variables.push_back(source_of(variable));
  }

 private:
  bool has_records(const NetCdf3Variable& variable) const {
    return !variable.dimensions.empty() && header_.dimensions[variable.dimensions[0]].is_unlimited;
  }

  // Bytes of a variable, or of one record of it.
  std::uint64_t piece_bytes(const NetCdf3Variable& variable) const {
    std::uint64_t bytes = variable.type.item_size();
    for (std::size_t axis = has_records(variable) ? 1 : 0; axis < variable.dimensions.size(); ++axis)
      if (__builtin_mul_overflow(bytes, std::uint64_t(header_.dimensions[variable.dimensions[axis]].length), &bytes) ||
          bytes > file_.size_bytes)
        throw ValueError(
            fmt::format("variable '{}' is larger than the file, which has {} bytes; it may have been cut off",
                        variable.name, file_.size_bytes));
    return bytes;
  }

  void plan_records() {
    const auto count =
        std::ranges::count_if(header_.variables, [&](const auto& variable) { return has_records(variable); });
    for (const auto& variable : header_.variables) {
      if (!has_records(variable)) continue;
      const auto bytes = piece_bytes(variable);
      // A record is padded for each variable, but for one that is alone.
      records_.record_bytes += count == 1 ? bytes : (bytes + 3) / 4 * 4;
      records_.begin = std::min(records_.begin, variable.begin);
    }
    for (auto& dimension : header_.dimensions) {
      if (dimension.length >= 0) continue;
      const bool is_empty = records_.record_bytes == 0 || records_.begin > file_.size_bytes;
      dimension.length = is_empty ? 0 : std::int64_t((file_.size_bytes - records_.begin) / records_.record_bytes);
    }
  }

  ArraySourcePtr source_of(const NetCdf3Variable& variable) const {
    StridedSource source;
    source.array.name = variable.name;
    source.array.attributes = variable.attributes;
    source.type = variable.type;
    source.offset = variable.begin;
    for (const auto dimension : variable.dimensions) {
      source.array.dimensions.push_back(header_.dimensions[dimension].name);
      source.array.shape.push_back(header_.dimensions[dimension].length);
    }
    auto stride = std::int64_t(variable.type.item_size());
    source.strides.resize(variable.dimensions.size());
    for (std::size_t axis = variable.dimensions.size(); axis-- > 0;) {
      source.strides[axis] = stride;
      if (axis > 0) stride *= source.array.shape[axis];
    }
    if (has_records(variable)) source.strides[0] = std::int64_t(records_.record_bytes);
    else piece_bytes(variable);
    source.file = file_;
    return strided_source(std::move(source));
  }

  SourceFile file_;
  NetCdf3Header header_;
  RecordLayout records_;
};

}  // namespace

DataSet open_netcdf3(const std::string& address, const DataSetOptions& options) {
  if (options.group.find_first_not_of('/') != std::string::npos)
    throw KeyError(fmt::format("NetCDF 3 files have no groups: got '{}' in '{}'", options.group, address));
  DataSet data_set{.address = address, .format = "netcdf3"};
  auto file = source_file(address, options.storage_options);
  try {
    auto header = read_netcdf3_header(file);
    NetCdf3Reader(std::move(file), std::move(header)).read(data_set);
  } catch (const ValueError& error) {
    throw ValueError(fmt::format("'{}': {}", address, error.what()));
  }
  return data_set;
}

}  // namespace tusk::io
