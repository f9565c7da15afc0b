// The heaps of HDF5, in which names, links, attributes and elements of varying length lie.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "io/arrays/hdf5/hdf5_file.h"

namespace tusk::io {

// The names of a group of the old kind. Throws ValueError if there is none at that address.
class Hdf5LocalHeap {
 public:
  Hdf5LocalHeap(Hdf5File& file, std::uint64_t address);
  std::string name_at(std::uint64_t offset) const;

 private:
  std::vector<std::byte> bytes_;
};

// Elements of varying length, by the collection's address and a number.
class Hdf5GlobalHeap {
 public:
  explicit Hdf5GlobalHeap(Hdf5File& file) : file_(file) {}
  Hdf5Sizes sizes() const { return file_.place().sizes; }
  // Throws ValueError if there is no such object.
  const std::vector<std::byte>& object(std::uint64_t collection, std::uint32_t number);

 private:
  using Objects = std::map<std::uint32_t, std::vector<std::byte>>;
  Hdf5File& file_;
  std::map<std::uint64_t, Objects> collections_;
};

// Links or attributes where there are many, by an id that an index holds.
class Hdf5FractalHeap {
 public:
  // Throws NotImplementedError for a heap that is compressed.
  Hdf5FractalHeap(Hdf5File& file, std::uint64_t address);
  // Throws ValueError for an id that is broken.
  std::vector<std::byte> object(ConstBytes id);

 private:
  // Objects that are too large for a block have an index of their own.
  std::vector<std::byte> large_object(std::uint64_t number);
  std::uint64_t row_block_bytes(std::uint64_t row) const;
  std::uint64_t address_of(std::uint64_t offset);
  std::uint64_t child(std::uint64_t block, std::uint64_t place);

  Hdf5File& file_;
  std::size_t id_bytes_ = 0;
  std::uint64_t width_ = 0, start_block_bytes_ = 0, most_direct_bytes_ = 0, heap_bits_ = 0;
  std::uint64_t large_tree_ = kHdf5Undefined, root_ = 0, root_rows_ = 0;
  std::size_t length_bytes_ = 0;
};

}  // namespace tusk::io
