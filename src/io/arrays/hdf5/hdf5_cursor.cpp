#include "io/arrays/hdf5/hdf5_cursor.h"

#include <cstring>

#include <fmt/format.h>

#include <tusk/core/error.h>

namespace tusk::io {

std::uint64_t Hdf5Cursor::number(std::size_t byte_count) {
  const auto bytes = take(byte_count);
  std::uint64_t value = 0;
  std::memcpy(&value, bytes.data(), byte_count);
  return value;
}

std::uint64_t Hdf5Cursor::address() {
  const auto value = number(sizes_.offset);
  const bool is_undefined =
      sizes_.offset == 8 ? value == kHdf5Undefined : value + 1 == std::uint64_t(1) << 8 * sizes_.offset;
  return is_undefined ? kHdf5Undefined : value;
}

ConstBytes Hdf5Cursor::take(std::uint64_t byte_count) {
  if (byte_count > left())
    throw ValueError(fmt::format("an HDF5 structure ends early: {} bytes wanted, {} left", byte_count, left()));
  const auto taken = bytes_.subspan(place_, byte_count);
  place_ += byte_count;
  return taken;
}

std::string Hdf5Cursor::text(std::size_t alignment) {
  const auto begin = place_;
  std::string text;
  while (const auto letter = byte()) text += char(letter);
  const auto size = place_ - begin;
  skip((alignment - size % alignment) % alignment);
  return text;
}

void Hdf5Cursor::expect(std::string_view signature) {
  const auto bytes = take(signature.size());
  if (std::memcmp(bytes.data(), signature.data(), signature.size()) == 0) return;
  throw ValueError(fmt::format("an HDF5 structure begins with its signature: '{}' is missing", signature));
}

}  // namespace tusk::io
