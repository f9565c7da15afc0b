// Where arrays begin: values in memory, values that are made, and blocks that are there already.
#pragma once

#include <vector>

#include <tusk/graph/operation.h>

#include "expr/arrays/array_form.h"

namespace tusk::expr {

// An array in memory, whose blocks are views.
struct ArrayValues final : DeclaredAs<ArrayValues, Op> {
  static constexpr std::string_view kName = "array";
  static constexpr auto fields() {
    return std::tuple{field("values", &ArrayValues::values), field("chunks", &ArrayValues::chunks)};
  }
  NdArray values;
  Chunks chunks;

  Meta meta(Inputs) const override { return array_meta(values.dtype(), chunks); }
};

// An array without inputs, whose blocks one operation makes by their numbers: values that are made, files.
class BlocksOp : public Op {
 public:
  virtual OperationPtr block_operation() const = 0;
};

// Each element is start + its place times step; with a step of 0 all are the same.
struct GeneratedArray final : DeclaredAs<GeneratedArray, BlocksOp> {
  static constexpr std::string_view kName = "generated";
  static constexpr auto fields() {
    return std::tuple{field("word", &GeneratedArray::word), field("dtype", &GeneratedArray::dtype),
                      field("chunks", &GeneratedArray::chunks), field("start", &GeneratedArray::start),
                      field("step", &GeneratedArray::step)};
  }
  std::string word;  // "ones", "arange"
  DType dtype = DType::Float64;
  Chunks chunks;
  Value start;  // an integer, a float or a truth value
  Value step;

  std::string label() const override { return word; }
  Meta meta(Inputs) const override { return array_meta(dtype, chunks); }
  OperationPtr block_operation() const override;
};

// Blocks that persist() left.
struct HeldBlocks final : DeclaredAs<HeldBlocks, Op> {
  static constexpr std::string_view kName = "held-blocks";
  static constexpr auto fields() { return std::tuple{field("blocks", &HeldBlocks::blocks)}; }
  std::vector<NdArray> blocks;

  Meta meta(Inputs inputs) const override;
};

// Throws ValueError unless the chunks add up to the shape.
NodePtr array_values(NdArray values, Chunks chunks);
NodePtr generated_array(std::string word, DType dtype, Chunks chunks, Value start, Value step);
NodePtr held_blocks(const NodePtr& node, std::vector<NdArray> blocks);

// The task of a block of a generated array, by its number.
struct GenerateBlock {
  static constexpr std::string_view kName = "generate-block";
  static constexpr auto fields() {
    return std::tuple{field("dtype", &GenerateBlock::dtype), field("chunks", &GenerateBlock::chunks),
                      field("start", &GenerateBlock::start), field("step", &GenerateBlock::step)};
  }
  DType dtype = DType::Float64;
  Chunks chunks;
  Value start, step;

  Value run(const tusk::Inputs& inputs, TaskContext& context) const;
};

}  // namespace tusk::expr
