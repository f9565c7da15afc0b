// ByteStream: the bytes of a file from an offset on, decompressed where they are compressed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <tusk/core/codec.h>

#include "io/input_file.h"

namespace tusk::io {

// To be used by one thread.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  // Reads `count` bytes into `out`, or fewer at the end; returns how many. Throws OSError naming the file.
  virtual std::size_t read(void* out, std::size_t count) = 0;
};

// A file of a table in several files.
struct TextFile {
  static constexpr std::string_view kName = "file";
  std::string address;
  std::uint64_t size_bytes = 0;
  std::string compression;  // empty: none
  static constexpr auto fields() {
    return std::tuple{field("address", &TextFile::address), field("size_bytes", &TextFile::size_bytes),
                      field("compression", &TextFile::compression)};
  }
};

// The name of the compression that `compression` ("infer", "gzip", "zstd", "bz2", "lz4", "none", or empty) means for an
// address; empty for none. Throws ValueError, NotImplementedError for "xz" and "zip".
std::string compression_of(const std::string& address, const std::string& compression);
// Whether the address names a file of this machine.
bool is_local_address(const std::string& address);

// The bytes from `offset` on, which must be 0 for a compressed file.
std::unique_ptr<ByteStream> open_stream(const TextFile& file, std::uint64_t offset, const StorageOptions& options);

}  // namespace tusk::io
