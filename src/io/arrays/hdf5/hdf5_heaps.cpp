#include "io/arrays/hdf5/hdf5_heaps.h"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "io/arrays/hdf5/hdf5_trees.h"

namespace tusk::io {
namespace {

constexpr std::uint64_t kHeapHeaderBytes = 256;

std::uint64_t log2_of(std::uint64_t number) { return std::uint64_t(std::bit_width(number)) - 1; }

bool is_power_of_two(std::uint64_t number) { return std::has_single_bit(number); }

}  // namespace

Hdf5LocalHeap::Hdf5LocalHeap(Hdf5File& file, std::uint64_t address) {
  const auto header = file.read_up_to(address, kHeapHeaderBytes);
  auto cursor = file.cursor(header);
  cursor.expect("HEAP");
  cursor.skip(4);
  const auto size = cursor.length();
  cursor.length();
  bytes_ = file.read(cursor.address(), size);
}

std::string Hdf5LocalHeap::name_at(std::uint64_t offset) const {
  if (offset >= bytes_.size()) throw ValueError("the name of an HDF5 link is in its heap");
  return Hdf5Cursor(ConstBytes(bytes_).subspan(offset), {}).text();
}

const std::vector<std::byte>& Hdf5GlobalHeap::object(std::uint64_t collection, std::uint32_t number) {
  auto place = collections_.find(collection);
  if (place == collections_.end()) {
    const auto header = file_.read(collection, 8 + file_.place().sizes.length);
    auto cursor = file_.cursor(header);
    cursor.expect("GCOL");
    cursor.skip(4);
    const auto bytes = file_.read(collection, cursor.length());
    auto rest = file_.cursor(bytes);
    rest.skip(cursor.place());
    Objects objects;
    while (rest.left() >= std::size_t(8) + rest.sizes().length) {
      const auto index = rest.half();
      rest.skip(6);
      const auto size = rest.length();
      if (index == 0) break;  // what is free
      const auto taken = rest.take(size);
      rest.skip(std::min<std::uint64_t>((8 - size % 8) % 8, rest.left()));
      objects[index] = {taken.begin(), taken.end()};
    }
    place = collections_.emplace(collection, std::move(objects)).first;
  }
  const auto found = place->second.find(number);
  if (found == place->second.end()) throw ValueError("an element of varying length is in its HDF5 heap");
  return found->second;
}

Hdf5FractalHeap::Hdf5FractalHeap(Hdf5File& file, std::uint64_t address) : file_(file) {
  const auto header = file.read_up_to(address, kHeapHeaderBytes);
  auto cursor = file.cursor(header);
  cursor.expect("FRHP");
  cursor.skip(1);
  id_bytes_ = cursor.half();
  if (cursor.half() != 0) throw NotImplementedError("heaps of an HDF5 file that are compressed are not read");
  cursor.skip(1);
  const std::uint64_t most_object_bytes = cursor.word();
  const auto sizes = cursor.sizes();
  cursor.skip(sizes.length);
  large_tree_ = cursor.address();
  cursor.skip(std::size_t(sizes.length) * 9 + std::size_t(sizes.offset));
  width_ = cursor.half();
  start_block_bytes_ = cursor.length();
  most_direct_bytes_ = cursor.length();
  heap_bits_ = cursor.half();
  cursor.skip(2);
  root_ = cursor.address();
  root_rows_ = cursor.half();
  const bool is_sound = is_power_of_two(width_) && is_power_of_two(start_block_bytes_) &&
                        is_power_of_two(most_direct_bytes_) && start_block_bytes_ <= most_direct_bytes_ &&
                        most_direct_bytes_ <= std::uint64_t(1) << 32 && heap_bits_ <= 64 && most_object_bytes > 0;
  if (!is_sound) throw ValueError("the blocks of an HDF5 heap have sizes that are powers of two");
  length_bytes_ = std::min((log2_of(most_direct_bytes_) + 7) / 8, log2_of(most_object_bytes) / 8 + 1);
}

std::vector<std::byte> Hdf5FractalHeap::object(ConstBytes id) {
  auto cursor = Hdf5Cursor(id.first(std::min(id.size(), id_bytes_)), file_.place().sizes);
  const auto kind = cursor.byte() >> 4 & 3;
  if (kind == 2) {
    const auto bytes = cursor.take(std::min(std::to_integer<std::size_t>(id[0] & std::byte(0x0F)) + 1, cursor.left()));
    return {bytes.begin(), bytes.end()};
  }
  if (kind == 1 && cursor.left() >= std::size_t(cursor.sizes().offset) + cursor.sizes().length) {
    const auto address = cursor.address();
    return file_.read(address, cursor.length());
  }
  if (kind == 1) return large_object(cursor.number(std::min<std::size_t>(cursor.left(), 8)));
  if (kind != 0) throw ValueError("objects of HDF5 heaps are of three kinds");
  const auto offset = cursor.number((heap_bits_ + 7) / 8);
  const auto size = cursor.number(length_bytes_);
  return file_.read(address_of(offset), size);
}

std::vector<std::byte> Hdf5FractalHeap::large_object(std::uint64_t number) {
  std::uint64_t address = kHdf5Undefined, size = 0;
  walk_hdf5_tree_2(file_, large_tree_, [&](ConstBytes record) {
    Hdf5Cursor cursor(record, file_.place().sizes);
    const auto record_address = cursor.address(), record_size = cursor.length();
    if (cursor.length() == number) address = record_address, size = record_size;
  });
  return file_.read(address, size);
}

// The first two rows have blocks of the same size, each further row twice as large ones.
std::uint64_t Hdf5FractalHeap::row_block_bytes(std::uint64_t row) const {
  return row == 0 ? start_block_bytes_ : start_block_bytes_ << (row - 1);
}

std::uint64_t Hdf5FractalHeap::child(std::uint64_t block, std::uint64_t place) {
  const auto sizes = file_.place().sizes;
  const auto header = 5 + std::uint64_t(sizes.offset) + (heap_bits_ + 7) / 8;
  const auto signature = file_.read(block, 4);
  file_.cursor(signature).expect("FHIB");
  const auto bytes = file_.read(block + header + place * sizes.offset, sizes.offset);
  return file_.cursor(bytes).address();
}

std::uint64_t Hdf5FractalHeap::address_of(std::uint64_t offset) {
  if (root_rows_ == 0) return root_ + offset;
  const auto first_row_bits = log2_of(start_block_bytes_) + log2_of(width_);
  auto block = root_;
  for (;;) {
    const auto row = offset >> first_row_bits == 0 ? 0 : log2_of(offset) - first_row_bits + 1;
    const auto in_row = row == 0 ? offset : offset - (std::uint64_t(1) << log2_of(offset));
    if (row > 63 - log2_of(start_block_bytes_)) throw ValueError("an object of an HDF5 heap lies in it");
    const auto block_bytes = row_block_bytes(row);
    // Rows of direct blocks come first, so each child takes the bytes of one address.
    block = child(block, row * width_ + in_row / block_bytes);
    offset = in_row % block_bytes;
    if (block_bytes <= most_direct_bytes_) return block + offset;
  }
}

}  // namespace tusk::io
