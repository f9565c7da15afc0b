// Where the chunks of an HDF5 data set lie.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "io/arrays/hdf5/hdf5_layout.h"

namespace tusk::io {

// What is needed to read the index of a data set: it is sent instead of the index.
struct Hdf5IndexPlace {
  static constexpr std::string_view kName = "hdf5_index";
  Hdf5IndexKind kind = Hdf5IndexKind::Tree1;
  std::uint64_t address = kHdf5Undefined;  // undefined: no chunk was written
  std::uint64_t chunk_bytes = 0;           // of a chunk that is not filtered
  bool is_filtered = false;
  Shape chunk_counts;       // along the axes, as the array is now
  Shape most_chunk_counts;  // as it may grow to; -1: any
  Shape chunk_shape;
  std::uint64_t single_chunk_bytes = 0;
  std::uint32_t single_chunk_mask = 0;
  static constexpr auto fields() {
    return std::tuple{field("kind", &Hdf5IndexPlace::kind),
                      field("address", &Hdf5IndexPlace::address),
                      field("chunk_bytes", &Hdf5IndexPlace::chunk_bytes),
                      field("is_filtered", &Hdf5IndexPlace::is_filtered),
                      field("chunk_counts", &Hdf5IndexPlace::chunk_counts),
                      field("most_chunk_counts", &Hdf5IndexPlace::most_chunk_counts),
                      field("chunk_shape", &Hdf5IndexPlace::chunk_shape),
                      field("single_chunk_bytes", &Hdf5IndexPlace::single_chunk_bytes),
                      field("single_chunk_mask", &Hdf5IndexPlace::single_chunk_mask)};
  }
};

struct Hdf5Chunk {
  std::uint64_t number = 0;   // among all chunks of the array, in C order
  std::uint64_t address = 0;  // without the file's base
  std::uint64_t size_bytes = 0;
  std::uint32_t skipped_filters = 0;  // bit i: filter i was not used
};

// Those that were written, sorted by number.
using Hdf5ChunkIndex = std::vector<Hdf5Chunk>;

std::uint64_t hdf5_chunk_number(const Shape& chunk, const Shape& chunk_counts);
Shape hdf5_chunk_place(std::uint64_t number, const Shape& chunk_counts);

// Walks the index once: O(chunks), 20 ns and some 30 bytes of the file for each. Throws ValueError for one that is
// broken.
Hdf5ChunkIndex read_hdf5_chunk_index(Hdf5File& file, const Hdf5IndexPlace& place);

}  // namespace tusk::io
