// Hdf5File: the metadata of an HDF5 file, read by address
// (https://docs.hdfgroup.org/archive/support/HDF5/doc/H5.format.html).
//
// We read the format ourselves instead of through libhdf5: Debian's comes with OpenSSL, curl, GnuTLS, LDAP and Kerberos
// (35 libraries, of which OpenSSL would be mixed up with the one in libparquet), works for one thread at a time,
// searches a chunk index from its beginning for each chunk, and was not made for hostile files.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "io/arrays/hdf5/hdf5_cursor.h"
#include "io/arrays/source_file.h"

namespace tusk::io {

bool is_hdf5(std::string_view beginning);

// What sources keep of a file to read its metadata again.
struct Hdf5Place {
  static constexpr std::string_view kName = "hdf5_place";
  SourceFile file;
  Hdf5Sizes sizes;
  std::uint64_t base = 0;  // of all addresses
  static constexpr auto fields() {
    return std::tuple{field("file", &Hdf5Place::file), field("sizes", &Hdf5Place::sizes),
                      field("base", &Hdf5Place::base)};
  }
};

// Reads blocks of the file and keeps the last ones: metadata lie near each other. To be used by one thread.
class Hdf5File {
 public:
  explicit Hdf5File(Hdf5Place place);

  const Hdf5Place& place() const { return place_; }
  // Copies `size` bytes at an address. Throws ValueError if they aren't in the file, or once much more was read than
  // the file has: so structures end that contain themselves.
  std::vector<std::byte> read(std::uint64_t address, std::uint64_t size);
  // The same, or as many as there are.
  std::vector<std::byte> read_up_to(std::uint64_t address, std::uint64_t size);
  Hdf5Cursor cursor(const std::vector<std::byte>& bytes) const { return {bytes, place_.sizes}; }

 private:
  Hdf5Place place_;
  std::shared_ptr<const InputFile> input_;
  std::uint64_t block_bytes_;
  std::map<std::uint64_t, std::vector<std::byte>> blocks_;
  std::uint64_t read_bytes_ = 0;
};

struct Hdf5Root {
  Hdf5Place place;
  std::uint64_t object_header = 0;  // of the root group
};

// Reads the superblock. Throws ValueError, without the file's name, if it is none, or the file has been cut off.
Hdf5Root open_hdf5_root(SourceFile file);

}  // namespace tusk::io
