#include "io/arrays/data_set.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tusk/core/error.h>

#include "core/near_names.h"
#include "io/arrays/hdf5/hdf5_data_set.h"
#include "io/arrays/hdf5/hdf5_file.h"
#include "io/arrays/netcdf3/netcdf3_data_set.h"
#include "io/arrays/netcdf3/netcdf3_header.h"
#include "io/arrays/npy/npy_header.h"
#include "io/arrays/npy/npy_source.h"
#include "io/arrays/zarr/zarr_store.h"
#include "io/file_store.h"

namespace tusk::io {
namespace {

struct ArrayFormat {
  std::string name;
  bool (*is_it)(std::string_view beginning);  // by the first bytes; null for what is a folder
  DataSet (*open)(const std::string& address, const DataSetOptions& options);
};

DataSet open_npy_data_set(const std::string& address, const DataSetOptions& options) {
  DataSet data_set{.address = address, .format = "npy"};
  data_set.variables.push_back(open_npy(address, options.storage_options));
  return data_set;
}

const std::vector<ArrayFormat>& formats() {
  static const std::vector<ArrayFormat> kFormats = {{"npy", is_npy, open_npy_data_set},
                                                    {"zarr", nullptr, open_zarr},
                                                    {"hdf5", is_hdf5, open_hdf5},
                                                    {"netcdf3", is_netcdf3, open_netcdf3}};
  return kFormats;
}

// What a file begins with that is no array format, for messages.
std::string seeming_format(std::string_view beginning) {
  if (beginning.starts_with("PK")) return "a zip archive";
  if (beginning.starts_with("GRIB")) return "a GRIB file";
  if (beginning.starts_with("\x1f\x8b")) return "compressed by gzip";
  if (beginning.starts_with("PAR1")) return "a Parquet file";
  if (beginning.starts_with("II*") || beginning.starts_with("MM")) return "a TIFF image";
  if (beginning.starts_with("<")) return "HTML or XML";
  return beginning.empty() ? "empty" : "something else";
}

const ArrayFormat& format_of_name(const std::string& name) {
  const auto place = std::ranges::find(formats(), name, &ArrayFormat::name);
  if (place != formats().end()) return *place;
  throw ValueError(fmt::format("the formats of arrays are {}: got '{}'", fmt::join(array_formats(), ", "), name));
}

bool is_named_as_file(std::string_view address) {
  static constexpr std::string_view kEndings[] = {".nc", ".nc4", ".cdf", ".h5", ".hdf5", ".he5", ".npy"};
  return std::ranges::any_of(kEndings, [&](std::string_view ending) { return address.ends_with(ending); });
}

std::string bytes_at(const InputFile& file, std::uint64_t offset) {
  constexpr std::uint64_t kSignatureBytes = 8;
  std::string bytes(kSignatureBytes, '\0');
  bytes.resize(file.read_at(offset, bytes.size(), bytes.data()));
  return bytes;
}

const ArrayFormat& format_of_file(const std::string& address, const InputFile& file) {
  const auto beginning = bytes_at(file, 0);
  for (const auto& format : formats())
    if (format.is_it && format.is_it(beginning)) return format;
  // A user's block may stand before HDF5's signature.
  constexpr std::uint64_t kLargestUserBlock = 1 << 20;
  for (std::uint64_t offset = 512; offset <= kLargestUserBlock && offset < file.size_bytes(); offset *= 2)
    if (is_hdf5(bytes_at(file, offset))) return format_of_name("hdf5");
  throw ValueError(
      fmt::format("a file of arrays is npy, HDF5 (NetCDF 4) or NetCDF 3, told by its first bytes: '{}' is {}; give its "
                  "format, if it is one of them",
                  address, seeming_format(beginning)));
}

const ArrayFormat& format_of(const std::string& address, const StorageOptions& options) {
  const auto store = store_of(address, options);
  // A web server can't be asked for folders, and may answer the address of one with a page.
  const bool is_store =
      store->is_folder(address) || (store->is_remote() && !is_named_as_file(address) && is_zarr(address, options));
  return is_store ? format_of_name("zarr") : format_of_file(address, *store->open(address));
}

}  // namespace

DataSet open_data_set(const std::string& address, const DataSetOptions& options) {
  const auto& format =
      options.format.empty() ? format_of(address, options.storage_options) : format_of_name(options.format);
  return format.open(address, options);
}

const std::vector<std::string>& array_formats() {
  static const auto kNames = [] {
    std::vector<std::string> names;
    for (const auto& format : formats()) names.push_back(format.name);
    return names;
  }();
  return kNames;
}

const ArraySourcePtr& variable(const DataSet& data_set, const std::string& name) {
  const auto name_of = [](const ArraySourcePtr& source) { return source->info().name; };
  const auto place = std::ranges::find(data_set.variables, name, name_of);
  if (place != data_set.variables.end()) return *place;
  const auto unreadable = std::ranges::find(data_set.unreadable, name, &Unreadable::name);
  if (unreadable != data_set.unreadable.end())
    throw NotImplementedError(
        fmt::format("variable '{}' of '{}' can't be read: {}", name, data_set.address, unreadable->reason));
  std::vector<std::string> names;
  std::ranges::transform(data_set.variables, std::back_inserter(names), name_of);
  const auto near = core::did_you_mean(name, names);
  throw KeyError(fmt::format("a variable is one of the data set's: '{}' has no '{}'; {}", data_set.address, name,
                             near.empty() ? fmt::format("it has {}", fmt::join(names, ", ")) : near));
}

void add_dimensions(DataSet& data_set) {
  for (const auto& source : data_set.variables) {
    const auto& info = source->info();
    for (std::size_t axis = 0; axis < info.dimensions.size(); ++axis) {
      const auto& name = info.dimensions[axis];
      if (name.empty()) continue;
      const auto known = std::ranges::find(data_set.dimensions, name, &Dimension::name);
      if (known == data_set.dimensions.end()) {
        data_set.dimensions.push_back({name, info.shape[axis]});
      } else if (known->length != info.shape[axis]) {
        throw ValueError(
            fmt::format("a dimension has one length in a data set: '{}' of '{}' has {}, and {} in variable "
                        "'{}'",
                        name, data_set.address, known->length, info.shape[axis], info.name));
      }
    }
  }
}

}  // namespace tusk::io
