#include "expr/arrays/array_rechunk.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <tusk/core/codec_containers.h>
#include <tusk/core/error.h>
#include <tusk/graph/operation.h>

#include "data/copy_block.h"

namespace tusk::expr {

namespace {

// The chunks of an axis that overlap [begin, end): number, where in the chunk, how many elements.
struct Overlap {
  std::int64_t block, from, length, to;
};

std::vector<Overlap> overlaps(const Lengths& chunks, std::int64_t begin, std::int64_t end) {
  std::vector<Overlap> found;
  std::int64_t start = 0;
  for (std::size_t i = 0; i < chunks.size(); start += chunks[i], ++i) {
    const std::int64_t first = std::max(begin, start), last = std::min(end, start + chunks[i]);
    if (first < last) found.push_back({std::int64_t(i), first - start, last - first, first - begin});
  }
  if (found.empty()) found.push_back({0, 0, 0, 0});
  return found;
}

NdArray region_of(const NdArray& array, const Lengths& from, const Lengths& lengths) {
  const auto* first = static_cast<const std::byte*>(array.data());
  for (std::size_t axis = 0; axis < from.size(); ++axis) first += from[axis] * array.strides()[axis];
  return NdArray::wrap(array.dtype(), lengths, array.strides(), first, array.owner());
}

// Copies an array to a place within another one.
void copy_into(NdArray& out, const Lengths& to, const NdArray& part) {
  auto* place = static_cast<std::byte*>(out.mutable_data());
  for (std::size_t axis = 0; axis < to.size(); ++axis) place += to[axis] * out.strides()[axis];
  data::copy_block(part.shape(), item_size(out.dtype()), static_cast<const std::byte*>(part.data()), part.strides(),
                   place, out.strides());
}

}  // namespace

Meta Rechunk::meta(Inputs inputs) const { return array_meta(form_of(inputs[0], "rechunk").dtype, chunks); }

NodePtr rechunk(const NodePtr& input, const Chunks& chunks) {
  const ArrayForm& form = form_of(input, "rechunk");
  if (form.chunks == chunks) return input;
  expect_known(form, "rechunk");
  if (shape_of(form.chunks) != shape_of(chunks))
    throw ValueError(fmt::format("chunks add up to the shape: got {} for shape {}", chunks_text(chunks),
                                 shape_text(shape_of(form.chunks))));
  auto op = std::make_shared<Rechunk>();
  op->chunks = chunks;
  return make_node(std::move(op), {input});
}

BlockParts parts_of_block(const Chunks& from, const Chunks& to, const Lengths& place) {
  std::vector<std::vector<Overlap>> axes;
  Lengths grid;
  for (std::size_t axis = 0; axis < from.size(); ++axis) {
    const std::int64_t begin = starts_of(to[axis])[std::size_t(place[axis])];
    axes.push_back(overlaps(from[axis], begin, begin + to[axis][std::size_t(place[axis])]));
    grid.push_back(std::int64_t(axes.back().size()));
  }
  BlockParts parts;
  std::int64_t count = 1;
  for (const std::int64_t own : grid) count *= own;
  for (std::int64_t i = 0; i < count; ++i) {
    const Lengths chosen = place_of(grid, i);
    Lengths block;
    BlockPiece piece;
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
      const Overlap& own = axes[axis][std::size_t(chosen[axis])];
      block.push_back(own.block);
      piece.from.push_back(own.from);
      piece.lengths.push_back(own.length);
      piece.to.push_back(own.to);
    }
    parts.blocks.push_back(number_of(grid_of(from), block));
    parts.pieces.push_back(std::move(piece));
  }
  return parts;
}

NdArray assembled(DType dtype, const Lengths& shape, const std::vector<NdArray>& blocks, const BlockParts& parts) {
  NdArray whole = NdArray::empty(dtype, shape);
  for (std::size_t i = 0; i < parts.pieces.size(); ++i) {
    const BlockPiece& piece = parts.pieces[i];
    copy_into(whole, piece.to, region_of(blocks[std::size_t(parts.blocks[i])], piece.from, piece.lengths));
  }
  return whole;
}

Value AssembleBlock::run(const tusk::Inputs& inputs, TaskContext&) const {
  if (pieces.size() == 1 && pieces[0].lengths == shape) {
    const NdArray whole = inputs[0].as<NdArray>();
    return Value::of(region_of(whole, pieces[0].from, shape));
  }
  NdArray block = NdArray::empty(dtype, shape);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const NdArray part = inputs[i].as<NdArray>();
    copy_into(block, pieces[i].to, region_of(part, pieces[i].from, pieces[i].lengths));
  }
  return Value::of(std::move(block));
}

std::vector<ChunkSlice> chunk_slices(const Lengths& chunks, const AxisSlice& slice) {
  std::vector<ChunkSlice> found;
  std::int64_t start = 0;
  const std::int64_t last = slice.start + (slice.count - 1) * slice.step;
  const std::int64_t least = std::min(slice.start, last), greatest = std::max(slice.start, last);
  const std::int64_t stride = std::abs(slice.step);
  for (std::size_t i = 0; i < chunks.size(); start += chunks[i], ++i) {
    if (slice.count == 0 || greatest < start || least >= start + chunks[i]) continue;
    // The least and the greatest of the taken elements in this chunk.
    const std::int64_t first = least >= start ? least : least + (start - least + stride - 1) / stride * stride;
    if (first > greatest || first >= start + chunks[i]) continue;
    const std::int64_t count = (std::min(greatest, start + chunks[i] - 1) - first) / stride + 1;
    const std::int64_t begin = slice.step > 0 ? first : first + (count - 1) * stride;
    found.push_back({std::int64_t(i), {false, slice.is_one, begin - start, slice.step, count}});
  }
  if (slice.step < 0) std::ranges::reverse(found);
  if (found.empty()) found.push_back({0, {false, slice.is_one, 0, slice.step, 0}});
  return found;
}

Meta SliceArray::meta(Inputs inputs) const {
  const ArrayForm& form = form_of(inputs[0], "indexing");
  Chunks chunks;
  std::size_t axis = 0;
  for (const AxisSlice& slice : slices) {
    if (slice.is_new) {
      chunks.push_back({1});
      continue;
    }
    const Lengths& own = form.chunks[axis++];
    if (slice.is_one) continue;
    if (slice.count == kUnknownLength) {
      chunks.push_back(own);
      continue;
    }
    Lengths& made = chunks.emplace_back();
    for (const ChunkSlice& part : chunk_slices(own, slice)) made.push_back(part.slice.count);
  }
  return array_meta(form.dtype, std::move(chunks));
}

NodePtr slice_array(const NodePtr& input, std::vector<AxisSlice> slices) {
  auto op = std::make_shared<SliceArray>();
  op->slices = std::move(slices);
  return make_node(std::move(op), {input});
}

NdArray sliced(const NdArray& block, const std::vector<AxisSlice>& slices) {
  const auto* first = static_cast<const std::byte*>(block.data());
  tusk::Shape shape;
  Strides strides;
  std::size_t axis = 0;
  for (const AxisSlice& slice : slices) {
    if (slice.is_new) {
      shape.push_back(1);
      strides.push_back(std::int64_t(item_size(block.dtype())));
      continue;
    }
    const std::int64_t stride = block.strides()[axis];
    const std::int64_t count = slice.count == kUnknownLength ? block.shape()[axis] : slice.count;
    if (count > 0) first += slice.start * stride;
    ++axis;
    if (slice.is_one) continue;
    shape.push_back(count);
    strides.push_back(stride * slice.step);
  }
  return NdArray::wrap(block.dtype(), std::move(shape), std::move(strides), first, block.owner());
}

Value SliceBlock::run(const tusk::Inputs& inputs, TaskContext&) const {
  return Value::of(sliced(inputs[0].as<NdArray>(), slices));
}

Meta Transpose::meta(Inputs inputs) const {
  const ArrayForm& form = form_of(inputs[0], "transpose");
  Chunks chunks;
  for (const std::int64_t axis : axes) chunks.push_back(form.chunks[std::size_t(axis)]);
  return array_meta(form.dtype, std::move(chunks));
}

NodePtr transpose(const NodePtr& input, std::vector<std::int64_t> axes) {
  const std::size_t ndim = form_of(input, "transpose").ndim();
  std::vector<std::int64_t> sorted = axes;
  for (std::int64_t& axis : sorted) axis = normal_axis(axis, ndim);
  axes = sorted;
  std::ranges::sort(sorted);
  bool are_all = sorted.size() == ndim;
  for (std::size_t i = 0; i < sorted.size(); ++i) are_all = are_all && sorted[i] == std::int64_t(i);
  if (!are_all)
    throw ValueError(fmt::format("transpose takes each of the {} axes once: got {}", ndim, shape_text(axes)));
  auto op = std::make_shared<Transpose>();
  op->axes = std::move(axes);
  return make_node(std::move(op), {input});
}

Value TransposeBlock::run(const tusk::Inputs& inputs, TaskContext&) const {
  const NdArray block = inputs[0].as<NdArray>();
  tusk::Shape shape;
  Strides strides;
  for (const std::int64_t axis : axes) {
    shape.push_back(block.shape()[std::size_t(axis)]);
    strides.push_back(block.strides()[std::size_t(axis)]);
  }
  return Value::of(NdArray::wrap(block.dtype(), std::move(shape), std::move(strides), block.data(), block.owner()));
}

}  // namespace tusk::expr
