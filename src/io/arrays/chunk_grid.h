// Which chunks a selection touches, and which part of each.
#pragma once

#include <functional>
#include <vector>

#include <tusk/data/ndarray.h>

#include "io/arrays/array_source.h"

namespace tusk::io {

// What a selection takes of one axis of a chunk.
struct AxisPart {
  std::int64_t chunk;  // its number along the axis
  std::int64_t first;  // within the chunk
  std::int64_t count;
  std::int64_t out_first;  // of the result
};

// The parts of each axis, in ascending order, make a grid of the chunks that are touched. Takes no memory for them.
class ChunkGrid {
 public:
  // Throws ValueError when chunks are too many for 63 bits to count.
  ChunkGrid(const Shape& chunk_shape, const Selection& selection);

  // Of all chunks that are touched.
  std::int64_t chunk_count() const { return chunk_count_; }
  // The parts of the axes of the i-th chunk, in C order.
  std::vector<AxisPart> parts_of(std::int64_t i) const;
  bool touches(const Shape& chunk) const;

 private:
  struct Axis {
    AxisSpan span;
    std::int64_t chunk_length;
    std::int64_t part_count;

    AxisPart part(std::int64_t i) const;
    bool touches(std::int64_t chunk) const;
  };

  std::vector<Axis> axes_;
  std::int64_t chunk_count_ = 1;
};

// Its numbers along the axes.
Shape chunk_index(const std::vector<AxisPart>& parts);

// Reads chunks: calls `take(i, chunk)` once for each, in any order. The chunk has the array's dtype and chunk shape, in
// whatever order, and lives until `take` returns; it is null if it was never written.
using TakeChunk = std::function<void(std::size_t i, const NdArray* chunk)>;
using LoadChunks = std::function<void(const std::vector<Shape>& chunks, const TakeChunk& take)>;

// The elements of a selection, in C order. A chunk that is selected whole, alone, is returned as it was loaded, if it
// lies in C order; chunks that are null, and places beyond the array, give the fill value, or 0 if there is none.
NdArray read_chunks(const ArrayInfo& info, const Selection& selection, const LoadChunks& load);

// An array of the fill value, in memory for one element.
NdArray filled(const ArrayInfo& info, const Shape& shape);

}  // namespace tusk::io
