// How the elements of an HDF5 data set are stored: the layout and the filters.
#pragma once

#include <cstdint>
#include <vector>

#include "io/arrays/codecs/chunk_codec.h"
#include "io/arrays/hdf5/hdf5_object.h"

namespace tusk::io {

enum class Hdf5LayoutKind : std::uint8_t { Compact, Contiguous, Chunked };

// How the places of chunks are found.
enum class Hdf5IndexKind : std::uint8_t { Tree1, SingleChunk, Implicit, FixedArray, ExtensibleArray, Tree2 };

struct Hdf5Layout {
  Hdf5LayoutKind kind = Hdf5LayoutKind::Contiguous;
  std::uint64_t address = kHdf5Undefined;  // of the elements, or of the index; undefined if nothing was written
  std::uint64_t size_bytes = 0;            // of elements that are not chunked
  Shape chunk_shape;                       // the element's size is the last number in the file; it isn't here
  std::uint64_t item_bytes = 0;
  Hdf5IndexKind index = Hdf5IndexKind::Tree1;
  std::uint64_t single_chunk_bytes = 0;
  std::uint32_t single_chunk_mask = 0;
  bool has_plain_edges = false;  // chunks that the array does not fill are not filtered
};

// Throws ValueError for a message that is broken, NotImplementedError for virtual data sets.
Hdf5Layout parse_hdf5_layout(const Hdf5Message& message, Hdf5Cursor cursor);

// The filters in the order of encoding. Throws NotImplementedError naming a filter that there is not, and those that
// there are.
std::vector<CodecPtr> parse_hdf5_filters(Hdf5Cursor cursor, std::uint64_t item_bytes);

}  // namespace tusk::io
