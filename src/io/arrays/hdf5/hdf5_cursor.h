// Hdf5Cursor: reads the fields of an HDF5 structure one after the other.
#pragma once

#include <cstdint>
#include <string>

#include "io/arrays/codecs/chunk_codec.h"

namespace tusk::io {

inline constexpr std::uint64_t kHdf5Undefined = ~std::uint64_t(0);

// Bytes of addresses and of lengths in a file.
struct Hdf5Sizes {
  static constexpr std::string_view kName = "hdf5_sizes";
  std::uint8_t offset = 8;
  std::uint8_t length = 8;
  static constexpr auto fields() {
    return std::tuple{field("offset", &Hdf5Sizes::offset), field("length", &Hdf5Sizes::length)};
  }
};

// Throws ValueError when the bytes end early, or a signature is another.
class Hdf5Cursor {
 public:
  Hdf5Cursor(ConstBytes bytes, Hdf5Sizes sizes) : bytes_(bytes), sizes_(sizes) {}

  // A little-endian number of 1 to 8 bytes.
  std::uint64_t number(std::size_t byte_count);
  std::uint8_t byte() { return std::uint8_t(number(1)); }
  std::uint16_t half() { return std::uint16_t(number(2)); }
  std::uint32_t word() { return std::uint32_t(number(4)); }
  // kHdf5Undefined for an address that all bits of are set.
  std::uint64_t address();
  std::uint64_t length() { return number(sizes_.length); }
  ConstBytes take(std::uint64_t byte_count);
  void skip(std::uint64_t byte_count) { take(byte_count); }
  // Up to a zero byte, which is skipped, as is what follows up to a multiple of `alignment` bytes from the text's
  // begin.
  std::string text(std::size_t alignment = 1);
  void expect(std::string_view signature);

  std::size_t left() const { return bytes_.size() - place_; }
  std::size_t place() const { return place_; }
  Hdf5Sizes sizes() const { return sizes_; }

 private:
  ConstBytes bytes_;
  Hdf5Sizes sizes_;
  std::size_t place_ = 0;
};

}  // namespace tusk::io
