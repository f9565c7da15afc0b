#include "io/arrays/chunk_grid.h"

#include <algorithm>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/copy_block.h"

namespace tusk::io {
namespace {

// Chunks that are loaded together: enough to join neighbours in a file, few enough to be listed in little memory.
constexpr std::int64_t kChunksAtOnce = 4096;

// The number of the first element of a span that lies at `position` or behind it.
std::int64_t first_element_from(const AxisSpan& span, std::int64_t position) {
  return position <= span.first ? 0 : (position - span.first - 1) / span.step + 1;
}

// The memory of one element that has the fill value.
NdArray fill_item(const ArrayInfo& info) {
  auto item = NdArray::zeros(info.dtype, {});
  if (info.fill_value.is_none()) return item;
  auto array = info.fill_value.as<NdArray>();
  TUSK_CHECK(array.dtype() == info.dtype && array.size() == 1, "a fill value is one element of its array");
  return array;
}

void copy_chunk(const ArrayInfo& info, const Selection& selection, const std::vector<AxisPart>& parts,
                const NdArray& chunk, std::byte* out, const Strides& out_strides) {
  const auto* from = static_cast<const std::byte*>(chunk.data());
  auto from_strides = chunk.strides();
  Shape shape;
  for (std::size_t axis = 0; axis < parts.size(); ++axis) {
    from += parts[axis].first * from_strides[axis];
    from_strides[axis] *= selection[axis].step;
    out += parts[axis].out_first * out_strides[axis];
    shape.push_back(parts[axis].count);
  }
  data::copy_block(shape, item_size(info.dtype), from, from_strides, out, out_strides);
}

void fill_chunk(const ArrayInfo& info, const std::vector<AxisPart>& parts, const NdArray& item, std::byte* out,
                const Strides& out_strides) {
  Shape shape;
  for (std::size_t axis = 0; axis < parts.size(); ++axis) {
    out += parts[axis].out_first * out_strides[axis];
    shape.push_back(parts[axis].count);
  }
  data::fill_block(shape, item_size(info.dtype), static_cast<const std::byte*>(item.data()), out, out_strides);
}

}  // namespace

ChunkGrid::ChunkGrid(const Shape& chunk_shape, const Selection& selection) {
  for (std::size_t axis = 0; axis < selection.size(); ++axis) {
    const auto& span = selection[axis];
    const auto length = chunk_shape[axis];
    // Elements that are a chunk or more apart each lie in a chunk of their own; others leave no chunk out.
    const auto count = span.step >= length ? span.count : span.last() / length - span.first / length + 1;
    axes_.push_back({span, length, count});
    if (__builtin_mul_overflow(chunk_count_, count, &chunk_count_))
      throw ValueError(
          fmt::format("a region touches fewer than 2^63 chunks: of shape {} it touches more", shape_text(chunk_shape)));
  }
}

AxisPart ChunkGrid::Axis::part(std::int64_t i) const {
  if (span.step >= chunk_length) {
    const auto position = span.first + i * span.step;
    return {position / chunk_length, position % chunk_length, 1, i};
  }
  const auto chunk = span.first / chunk_length + i;
  const auto begin = first_element_from(span, chunk * chunk_length);
  // The last chunk's end may be more than 63 bits can count.
  const auto end = i + 1 == part_count ? span.count : first_element_from(span, (chunk + 1) * chunk_length);
  return {chunk, span.first + begin * span.step - chunk * chunk_length, end - begin, begin};
}

bool ChunkGrid::Axis::touches(std::int64_t chunk) const {
  const auto first = span.first / chunk_length, last = span.last() / chunk_length;
  if (chunk < first || chunk > last) return false;
  if (span.step < chunk_length || chunk == first || chunk == last) return true;
  const auto element = first_element_from(span, chunk * chunk_length);
  return (span.first + element * span.step) / chunk_length == chunk;
}

std::vector<AxisPart> ChunkGrid::parts_of(std::int64_t i) const {
  std::vector<AxisPart> parts(axes_.size());
  for (std::size_t axis = axes_.size(); axis-- > 0;) {
    parts[axis] = axes_[axis].part(i % axes_[axis].part_count);
    i /= axes_[axis].part_count;
  }
  return parts;
}

bool ChunkGrid::touches(const Shape& chunk) const {
  for (std::size_t axis = 0; axis < axes_.size(); ++axis)
    if (!axes_[axis].touches(chunk[axis])) return false;
  return true;
}

Shape chunk_index(const std::vector<AxisPart>& parts) {
  Shape index;
  for (const auto& part : parts) index.push_back(part.chunk);
  return index;
}

NdArray read_chunks(const ArrayInfo& info, const Selection& selection, const LoadChunks& load) {
  const ChunkGrid grid(info.chunk_shape, selection);
  const auto shape = selection_shape(selection);
  // A whole chunk alone needs no copy. Its steps are 1, or it would not be whole.
  const bool is_one_chunk = grid.chunk_count() == 1 && shape == info.chunk_shape;
  NdArray out;
  if (!is_one_chunk) out = NdArray::empty(info.dtype, shape);
  auto* const items = is_one_chunk ? nullptr : static_cast<std::byte*>(out.mutable_data());
  const auto item = fill_item(info);
  for (std::int64_t begin = 0; begin < grid.chunk_count(); begin += kChunksAtOnce) {
    const auto end = std::min(begin + kChunksAtOnce, grid.chunk_count());
    std::vector<Shape> chunks;
    for (auto i = begin; i < end; ++i) chunks.push_back(chunk_index(grid.parts_of(i)));
    load(chunks, [&](std::size_t i, const NdArray* chunk) {
      if (is_one_chunk) {
        out = chunk ? chunk->contiguous() : filled(info, shape).contiguous();
        return;
      }
      const auto parts = grid.parts_of(begin + std::int64_t(i));
      if (chunk) copy_chunk(info, selection, parts, *chunk, items, out.strides());
      else fill_chunk(info, parts, item, items, out.strides());
    });
  }
  return out;
}

NdArray filled(const ArrayInfo& info, const Shape& shape) {
  const auto item = fill_item(info);
  return NdArray::wrap(info.dtype, shape, Strides(shape.size(), 0), item.data(), item.owner());
}

}  // namespace tusk::io
