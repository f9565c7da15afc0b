#include "io/arrays/hdf5/hdf5_source.h"

#include <algorithm>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/array_layout.h"
#include "io/arrays/chunk_grid.h"
#include "io/arrays/joined_reads.h"

namespace tusk::io {
namespace {

const Hdf5Chunk* find_hdf5_chunk(const Hdf5ChunkIndex& index, std::uint64_t number) {
  const auto place = std::ranges::lower_bound(index, number, {}, &Hdf5Chunk::number);
  return place == index.end() || place->number != number ? nullptr : &*place;
}

}  // namespace

std::shared_ptr<const Hdf5ChunkIndex> Hdf5LazyIndex::get(const Hdf5Place& place, const Hdf5IndexPlace& index) {
  const std::lock_guard lock(mutex_);
  if (!index_) {
    Hdf5File file(place);
    index_ = std::make_shared<const Hdf5ChunkIndex>(read_hdf5_chunk_index(file, index));
  }
  return index_;
}

std::shared_ptr<const Hdf5ChunkIndex> Hdf5Source::all_chunks() const {
  try {
    return lazy_index->get(place, index);
  } catch (const ValueError& error) {
    throw ValueError(fmt::format("the chunks of variable '{}' of '{}' can't be found: {}", array.name,
                                 place.file.address, error.what()));
  }
}

NdArray Hdf5Source::read_selection(const Selection& selection) const {
  const auto all = all_chunks();
  const auto file = place.file.open();
  return read_chunks(array, selection, [&](const std::vector<Shape>& chunks, const TakeChunk& take) {
    std::vector<std::size_t> there;
    std::vector<const Hdf5Chunk*> found;
    std::vector<ByteRange> ranges;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
      const auto* chunk = find_hdf5_chunk(*all, hdf5_chunk_number(chunks[i], index.chunk_counts));
      if (!chunk) {
        take(i, nullptr);
        continue;
      }
      there.push_back(i);
      found.push_back(chunk);
      ranges.push_back({place.base + chunk->address, chunk->size_bytes});
    }
    read_joined(place.file.address, *file, ranges, [&](std::size_t k, ConstBytes bytes) {
      const auto chunk = decoded(*found[k], chunks[there[k]], bytes);
      take(there[k], &chunk);
    });
  });
}

ReadCost Hdf5Source::cost_of(const Selection& selection) const {
  const ChunkGrid grid(array.chunk_shape, selection);
  const auto all = all_chunks();
  ReadCost cost{.chunk_count = grid.chunk_count()};
  cost.decoded_bytes = std::uint64_t(cost.chunk_count) * index.chunk_bytes;
  // By the chunks of the region, or by those of the file: whichever are fewer.
  if (std::uint64_t(cost.chunk_count) > all->size()) {
    for (const auto& chunk : *all)
      if (grid.touches(hdf5_chunk_place(chunk.number, index.chunk_counts))) cost.stored_bytes += chunk.size_bytes;
    return cost;
  }
  for (std::int64_t i = 0; i < cost.chunk_count; ++i)
    if (const auto* chunk = find_hdf5_chunk(*all, hdf5_chunk_number(chunk_index(grid.parts_of(i)), index.chunk_counts)))
      cost.stored_bytes += chunk->size_bytes;
  return cost;
}

NdArray Hdf5Source::decoded(const Hdf5Chunk& chunk, const Shape& chunk_place, ConstBytes bytes) const {
  auto out = NdArray::empty(type.dtype, array.chunk_shape);
  auto* const items = static_cast<std::byte*>(out.mutable_data());
  try {
    decode_chunk(codecs_of(chunk, chunk_place), bytes, {items, std::size_t(out.size()) * type.item_size()});
  } catch (const ValueError& error) {
    throw ValueError(fmt::format("variable '{}' of '{}': chunk {} can't be decoded: {}", array.name, place.file.address,
                                 shape_text(chunk_place), error.what()));
  }
  type.make_native(items, std::size_t(out.size()));
  return out;
}

std::vector<CodecPtr> Hdf5Source::codecs_of(const Hdf5Chunk& chunk, const Shape& chunk_place) const {
  bool is_plain = false;
  for (std::size_t axis = 0; has_plain_edges && axis < chunk_place.size(); ++axis)
    is_plain = is_plain || (chunk_place[axis] + 1) * array.chunk_shape[axis] > array.shape[axis];
  if (is_plain) return {};
  if (chunk.skipped_filters == 0) return codecs;
  std::vector<CodecPtr> used;
  for (std::size_t i = 0; i < codecs.size(); ++i)
    if (i >= 32 || !(chunk.skipped_filters >> i & 1)) used.push_back(codecs[i]);
  return used;
}

}  // namespace tusk::io
