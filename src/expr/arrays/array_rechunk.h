// Rows and columns of arrays moved without being changed: other chunks, slices, other orders of axes.
#pragma once

#include <optional>
#include <vector>

#include <tusk/graph/operation.h>

#include "expr/arrays/array_form.h"

namespace tusk::expr {

struct Rechunk final : DeclaredAs<Rechunk, Op> {
  static constexpr std::string_view kName = "rechunk";
  static constexpr auto fields() { return std::tuple{field("chunks", &Rechunk::chunks)}; }
  Chunks chunks;

  Meta meta(Inputs inputs) const override;
};

// The same array in other chunks; itself if they are the same. Throws ValueError unless they add up to its shape.
NodePtr rechunk(const NodePtr& input, const Chunks& chunks);

// A piece of an input that a block is put together of: `lengths` elements from `from` in the input on, to `to`.
struct BlockPiece {
  static constexpr std::string_view kName = "piece";
  static constexpr auto fields() {
    return std::tuple{field("from", &BlockPiece::from), field("lengths", &BlockPiece::lengths),
                      field("to", &BlockPiece::to)};
  }
  Lengths from, lengths, to;
};

// The task of a block: input i is what piece i is taken of.
struct AssembleBlock {
  static constexpr std::string_view kName = "assemble-block";
  static constexpr auto fields() {
    return std::tuple{field("dtype", &AssembleBlock::dtype), field("shape", &AssembleBlock::shape),
                      field("pieces", &AssembleBlock::pieces)};
  }
  DType dtype = DType::Float64;
  Lengths shape;
  std::vector<BlockPiece> pieces;

  Value run(const tusk::Inputs& inputs, TaskContext& context) const;
};

// Which blocks a block of a rechunked array is made of.
struct BlockParts {
  std::vector<std::int64_t> blocks;
  std::vector<BlockPiece> pieces;
};
BlockParts parts_of_block(const Chunks& from, const Chunks& to, const Lengths& place);
// A block put together of all blocks of an array.
NdArray assembled(DType dtype, const Lengths& shape, const std::vector<NdArray>& blocks, const BlockParts& parts);

// What is taken of an axis: elements start, start + step …; one alone, whose axis goes; or none: a new axis.
struct AxisSlice {
  static constexpr std::string_view kName = "axis-slice";
  static constexpr auto fields() {
    return std::tuple{field("is_new", &AxisSlice::is_new), field("is_one", &AxisSlice::is_one),
                      field("start", &AxisSlice::start), field("step", &AxisSlice::step),
                      field("count", &AxisSlice::count)};
  }
  bool is_new = false;
  bool is_one = false;
  std::int64_t start = 0;
  std::int64_t step = 1;
  std::int64_t count = 0;
};

struct SliceArray final : DeclaredAs<SliceArray, Op> {
  static constexpr std::string_view kName = "getitem";
  static constexpr auto fields() { return std::tuple{field("slices", &SliceArray::slices)}; }
  std::vector<AxisSlice> slices;  // one for each axis of the input, and the new ones between them

  Meta meta(Inputs inputs) const override;
};

// Slices lie within the axes; those of all elements may have unknown lengths.
NodePtr slice_array(const NodePtr& input, std::vector<AxisSlice> slices);

// What a slice takes of each chunk of an axis, in the order of the result: chunks without elements are left out, unless
// all are.
struct ChunkSlice {
  std::int64_t block = 0;
  AxisSlice slice;  // within the chunk
};
std::vector<ChunkSlice> chunk_slices(const Lengths& chunks, const AxisSlice& slice);

// A view of an array's elements.
NdArray sliced(const NdArray& array, const std::vector<AxisSlice>& slices);

// The task of a sliced block.
struct SliceBlock {
  static constexpr std::string_view kName = "slice-block";
  static constexpr auto fields() { return std::tuple{field("slices", &SliceBlock::slices)}; }
  std::vector<AxisSlice> slices;

  Value run(const tusk::Inputs& inputs, TaskContext& context) const;
};

struct Transpose final : DeclaredAs<Transpose, Op> {
  static constexpr std::string_view kName = "transpose";
  static constexpr auto fields() { return std::tuple{field("axes", &Transpose::axes)}; }
  std::vector<std::int64_t> axes;  // of the input, for each axis of the result

  Meta meta(Inputs inputs) const override;
};

// Throws ValueError unless the axes are all of the input's, each once.
NodePtr transpose(const NodePtr& input, std::vector<std::int64_t> axes);

struct TransposeBlock {
  static constexpr std::string_view kName = "transpose-block";
  static constexpr auto fields() { return std::tuple{field("axes", &TransposeBlock::axes)}; }
  std::vector<std::int64_t> axes;

  Value run(const tusk::Inputs& inputs, TaskContext& context) const;
};

}  // namespace tusk::expr
