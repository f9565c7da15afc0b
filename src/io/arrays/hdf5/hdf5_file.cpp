#include "io/arrays/hdf5/hdf5_file.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include <fmt/format.h>

#include <tusk/core/error.h>

namespace tusk::io {
namespace {

constexpr std::string_view kHdf5Signature = "\x89HDF\r\n\x1a\n";
constexpr std::size_t kMostBlocks = 128;
constexpr std::uint64_t kLocalBlockBytes = 16 << 10;
constexpr std::uint64_t kRemoteBlockBytes = 512 << 10;
// Nothing is read more than a few times, but small files may be read as often as they like.
constexpr std::uint64_t kMostReadings = 64;
constexpr std::uint64_t kAlwaysReadBytes = 4 << 20;

void check_size_of(std::uint8_t bytes, const char* what) {
  if (bytes != 2 && bytes != 4 && bytes != 8)
    throw ValueError(fmt::format("{} in an HDF5 file have 2, 4 or 8 bytes: got {}", what, bytes));
}

// A user's block of 512, 1024, 2048, ... bytes may stand before the superblock.
std::uint64_t superblock_offset(const SourceFile& file) {
  std::array<char, 8> bytes{};
  for (std::uint64_t offset = 0; file.size_bytes >= 8 && offset <= file.size_bytes - 8;
       offset = offset == 0 ? 512 : 2 * offset) {
    file.read(offset, bytes.size(), bytes.data());
    if (is_hdf5({bytes.data(), bytes.size()})) return offset;
  }
  throw ValueError("an HDF5 file has its signature at byte 0, 512, 1024, ...: this one does not");
}

Hdf5Root parse_superblock(SourceFile file, std::uint64_t offset, ConstBytes bytes) {
  Hdf5Cursor cursor(bytes, {});
  cursor.expect(kHdf5Signature);
  const auto version = cursor.byte();
  if (version > 3) throw ValueError(fmt::format("superblocks of versions 0 to 3 are read: got {}", version));
  if (version < 2) cursor.skip(4);
  Hdf5Sizes sizes;
  sizes.offset = cursor.byte();
  sizes.length = cursor.byte();
  check_size_of(sizes.offset, "addresses");
  check_size_of(sizes.length, "lengths");
  cursor.skip(version == 0 ? 9 : version == 1 ? 13 : 1);
  Hdf5Cursor addresses(cursor.take(cursor.left()), sizes);
  // Addresses count from the base, which is where the superblock stands, also when the file was put behind other bytes;
  // the end counts from the beginning of the file as it was written.
  const auto base = addresses.address();
  addresses.skip(sizes.offset);
  const auto end = addresses.address();
  addresses.skip(version < 2 ? 2 * std::size_t(sizes.offset) : 0);
  const auto root = addresses.address();
  if (end != kHdf5Undefined && end >= base && end - base > file.size_bytes - offset) {
    throw ValueError(
        fmt::format("an HDF5 file is as long as it says: it has {} bytes of {}; it may have been cut off, or "
                    "is still being written",
                    file.size_bytes - offset, end - base));
  }
  return {{std::move(file), sizes, offset}, root};
}

}  // namespace

bool is_hdf5(std::string_view beginning) { return beginning.starts_with(kHdf5Signature); }

Hdf5File::Hdf5File(Hdf5Place place)
    : place_(std::move(place)),
      input_(place_.file.open()),
      block_bytes_(place_.file.address.find("://") == std::string::npos ? kLocalBlockBytes : kRemoteBlockBytes) {}

std::vector<std::byte> Hdf5File::read(std::uint64_t address, std::uint64_t size) {
  auto bytes = read_up_to(address, size);
  if (bytes.size() == size) return bytes;
  throw ValueError(fmt::format("what an HDF5 file points to is in it: {} bytes at address {} are not", size, address));
}

std::vector<std::byte> Hdf5File::read_up_to(std::uint64_t address, std::uint64_t size) {
  const auto file_bytes = place_.file.size_bytes - place_.base;
  if (address >= file_bytes) return {};
  size = std::min(size, file_bytes - address);
  read_bytes_ += size;
  if (read_bytes_ > kMostReadings * file_bytes + kAlwaysReadBytes)
    throw ValueError("the structures of an HDF5 file do not contain themselves: these seem to");
  std::vector<std::byte> bytes(size);
  for (std::uint64_t done = 0; done < size;) {
    const auto at = place_.base + address + done;
    const auto begin = at / block_bytes_ * block_bytes_;
    auto place = blocks_.find(begin);
    if (place == blocks_.end()) {
      if (blocks_.size() >= kMostBlocks) blocks_.clear();
      place = blocks_.try_emplace(begin, std::min(block_bytes_, place_.file.size_bytes - begin)).first;
      place->second.resize(input_->read_at(begin, place->second.size(), place->second.data()));
    }
    const auto& block = place->second;
    if (at - begin >= block.size()) throw OSError(fmt::format("'{}' ends at byte {}", place_.file.address, at));
    const auto count = std::min<std::uint64_t>(size - done, block.size() - (at - begin));
    std::memcpy(bytes.data() + done, block.data() + (at - begin), count);
    done += count;
  }
  return bytes;
}

Hdf5Root open_hdf5_root(SourceFile file) {
  const auto offset = superblock_offset(file);
  constexpr std::uint64_t kMostSuperblockBytes = 128;
  std::vector<std::byte> bytes(std::min(kMostSuperblockBytes, file.size_bytes - offset));
  file.read(offset, bytes.size(), bytes.data());
  return parse_superblock(std::move(file), offset, bytes);
}

}  // namespace tusk::io
