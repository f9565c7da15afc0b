#include "io/arrays/hdf5/hdf5_chunk_index.h"

#include <algorithm>
#include <functional>
#include <optional>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "io/arrays/hdf5/hdf5_array_indexes.h"
#include "io/arrays/hdf5/hdf5_trees.h"

namespace tusk::io {
namespace {

// Gathers chunks, and leaves out those that lie beyond the array, which has become smaller.
class ChunkGatherer {
 public:
  explicit ChunkGatherer(const Hdf5IndexPlace& place) : place_(place) {}

  void add(const Shape& chunk, std::uint64_t address, std::uint64_t size_bytes, std::uint32_t mask) {
    if (address == kHdf5Undefined) return;
    for (std::size_t axis = 0; axis < chunk.size(); ++axis)
      if (chunk[axis] < 0 || chunk[axis] >= place_.chunk_counts[axis]) return;
    chunks_.push_back({hdf5_chunk_number(chunk, place_.chunk_counts), address, size_bytes, mask});
  }
  Hdf5ChunkIndex take() && {
    std::ranges::sort(chunks_, {}, &Hdf5Chunk::number);
    return std::move(chunks_);
  }

 private:
  const Hdf5IndexPlace& place_;
  Hdf5ChunkIndex chunks_;
};

void gather_tree_1(Hdf5File& file, const Hdf5IndexPlace& place, ChunkGatherer& gatherer) {
  constexpr int kChunkTree = 1;
  const auto rank = place.chunk_shape.size();
  walk_hdf5_tree_1(file, place.address, kChunkTree, 8 + 8 * (rank + 1), [&](Hdf5Cursor key, std::uint64_t child) {
    const auto size_bytes = key.word(), mask = key.word();
    Shape chunk;
    for (std::size_t axis = 0; axis < rank; ++axis)
      chunk.push_back(std::int64_t(key.number(8)) / place.chunk_shape[axis]);
    gatherer.add(chunk, child, size_bytes, mask);
  });
}

void gather_tree_2(Hdf5File& file, const Hdf5IndexPlace& place, ChunkGatherer& gatherer) {
  const auto rank = place.chunk_shape.size();
  const auto fixed_bytes = file.place().sizes.offset + 8 * rank + (place.is_filtered ? 4 : 0);
  walk_hdf5_tree_2(file, place.address, [&](ConstBytes record) {
    Hdf5Cursor cursor(record, file.place().sizes);
    const auto size_bytes = record.size() < fixed_bytes ? 0 : record.size() - fixed_bytes;
    if (size_bytes > 8) throw ValueError("the records of an HDF5 chunk index have the size of their chunks");
    const auto address = cursor.address();
    const auto stored_bytes = place.is_filtered ? cursor.number(size_bytes) : place.chunk_bytes;
    const auto mask = place.is_filtered ? cursor.word() : 0;
    Shape chunk;
    for (std::size_t axis = 0; axis < rank; ++axis) chunk.push_back(std::int64_t(cursor.number(8)));
    gatherer.add(chunk, address, stored_bytes, mask);
  });
}

// From the number of an element of an array index to the chunk. The axis that may grow without bounds, if there is one,
// is the slowest.
class ElementOrder {
 public:
  explicit ElementOrder(const Hdf5IndexPlace& place) {
    const auto rank = place.chunk_shape.size();
    for (std::size_t axis = 0; axis < rank; ++axis)
      if (place.most_chunk_counts[axis] < 0) axes_.insert(axes_.begin(), axis);
      else axes_.push_back(axis);
    for (const auto axis : axes_) counts_.push_back(place.most_chunk_counts[axis]);
  }

  Shape chunk(std::uint64_t element) const {
    Shape chunk(axes_.size());
    for (std::size_t i = axes_.size(); i-- > 0;) {
      const auto count = i == 0 ? 0 : std::uint64_t(counts_[i]);
      chunk[axes_[i]] = std::int64_t(count > 0 ? element % count : element);
      element = count > 0 ? element / count : 0;
    }
    return chunk;
  }
  // How many elements are needed for all chunks of an array of that many.
  std::uint64_t element_count(const Shape& chunk_counts) const {
    std::uint64_t count = axes_.empty() ? 1 : std::uint64_t(chunk_counts[axes_[0]]);
    for (std::size_t i = 1; i < axes_.size(); ++i)
      if (__builtin_mul_overflow(count, std::uint64_t(counts_[i]), &count)) return kHdf5Undefined;
    return count;
  }

 private:
  std::vector<std::size_t> axes_;  // slowest first
  Shape counts_;
};

void gather_elements(Hdf5File& file, const Hdf5IndexPlace& place, ChunkGatherer& gatherer) {
  const ElementOrder order(place);
  const auto take = [&](std::uint64_t element, Hdf5Cursor cursor) {
    const auto address = cursor.address();
    const auto size_bytes =
        place.is_filtered ? cursor.number(std::min<std::size_t>(cursor.left() - 4, 8)) : place.chunk_bytes;
    gatherer.add(order.chunk(element), address, size_bytes, place.is_filtered ? cursor.word() : 0);
  };
  if (place.kind == Hdf5IndexKind::FixedArray) walk_hdf5_fixed_array(file, place.address, take);
  else walk_hdf5_extensible_array(file, place.address, take);
}

// Chunks lie one behind the other, whether they were written or not.
void gather_implicit(Hdf5File& file, const Hdf5IndexPlace& place, ChunkGatherer& gatherer) {
  const ElementOrder order(place);
  const auto count = order.element_count(place.chunk_counts);
  if (count > file.place().file.size_bytes / std::max<std::uint64_t>(place.chunk_bytes, 1))
    throw ValueError("the chunks of an HDF5 data set lie in its file");
  for (std::uint64_t i = 0; i < count; ++i)
    gatherer.add(order.chunk(i), place.address + i * place.chunk_bytes, place.chunk_bytes, 0);
}

}  // namespace

std::uint64_t hdf5_chunk_number(const Shape& chunk, const Shape& chunk_counts) {
  std::uint64_t number = 0;
  for (std::size_t axis = 0; axis < chunk.size(); ++axis)
    number = number * std::uint64_t(chunk_counts[axis]) + std::uint64_t(chunk[axis]);
  return number;
}

Shape hdf5_chunk_place(std::uint64_t number, const Shape& chunk_counts) {
  Shape chunk(chunk_counts.size());
  for (std::size_t axis = chunk.size(); axis-- > 0;) {
    const auto count = std::uint64_t(chunk_counts[axis]);
    chunk[axis] = std::int64_t(number % count);
    number /= count;
  }
  return chunk;
}

Hdf5ChunkIndex read_hdf5_chunk_index(Hdf5File& file, const Hdf5IndexPlace& place) {
  ChunkGatherer gatherer(place);
  if (place.address == kHdf5Undefined) return {};
  switch (place.kind) {
    case Hdf5IndexKind::Tree1: gather_tree_1(file, place, gatherer); break;
    case Hdf5IndexKind::Tree2: gather_tree_2(file, place, gatherer); break;
    case Hdf5IndexKind::SingleChunk:
      gatherer.add(Shape(place.chunk_shape.size(), 0), place.address,
                   place.is_filtered ? place.single_chunk_bytes : place.chunk_bytes, place.single_chunk_mask);
      break;
    case Hdf5IndexKind::Implicit: gather_implicit(file, place, gatherer); break;
    default: gather_elements(file, place, gatherer);
  }
  return std::move(gatherer).take();
}

}  // namespace tusk::io
