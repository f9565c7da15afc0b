// Arrays in files and stores: npy, Zarr 2 and 3, HDF5 and NetCDF, on this machine, s3:// and http(s)://.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <tusk/array/array.h>

namespace tusk {

namespace io {
class ArraySource;
}  // namespace io

struct StoredArrayOptions {
  std::string variable = {};  // its name; empty: the only one
  std::string group = {};     // "a/b"
  std::string format = {};    // "npy", "zarr", "hdf5", "netcdf3"; empty: told by what is there
  std::map<std::string, std::string> storage_options = {};
};

struct StoredArrayInfo {
  std::string name;
  DType dtype = DType::Float64;
  std::vector<std::int64_t> shape;
  std::vector<std::int64_t> stored_chunks;  // what is stored in one piece
  std::vector<std::string> dimensions;
};

// Whose metadata are read. Values are raw: scale factors and missing values are for who reads.
class StoredArray {
 public:
  explicit StoredArray(std::shared_ptr<const io::ArraySource> source) : source_(std::move(source)) {}

  StoredArrayInfo info() const;
  // Lazy, in those chunks; or in blocks of whole stored pieces, of so many bytes at most unless one piece has more.
  // Throws ValueError unless chunks add up to the shape.
  Array array(const ChunkLengths& chunks) const;
  Array array(std::int64_t block_bytes = std::int64_t(64) << 20) const;

 private:
  std::shared_ptr<const io::ArraySource> source_;
};

// Throws FileNotFoundError, KeyError with near names, and ValueError for a file that is none of the formats or has
// several arrays of which none is named.
StoredArray stored_array(const std::string& address, const StoredArrayOptions& options = {});
// The files 0.npy, 1.npy … of a folder, one behind the other along an axis.
StoredArray npy_stack(const std::string& folder, std::int64_t axis = 0,
                      const std::map<std::string, std::string>& storage_options = {});

}  // namespace tusk
