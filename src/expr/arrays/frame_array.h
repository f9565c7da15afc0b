// FrameArray: the values of a frame's or series' partitions as blocks of an array.
#pragma once

#include <string>
#include <vector>

#include <tusk/graph/operation.h>

#include "expr/arrays/array_form.h"

namespace tusk::expr {

// A frame's blocks have a column for each of its own, of their common dtype; a series' one axis. Without the index.
struct FrameArray final : DeclaredAs<FrameArray, Op> {
  static constexpr std::string_view kName = "to-array";
  static constexpr auto fields() {
    return std::tuple{field("dtype", &FrameArray::dtype), field("columns", &FrameArray::columns),
                      field("is_series", &FrameArray::is_series), field("rows", &FrameArray::rows)};
  }
  DType dtype = DType::Float64;
  std::vector<std::string> columns;
  bool is_series = false;
  Lengths rows;  // of each partition; kUnknownLength

  Meta meta(Inputs inputs) const override;
  std::vector<Columns> needed(Inputs inputs, const Columns& wanted) const override;
};

// `rows`: how many each partition has; empty: not known. Throws TypeError for columns that are no numbers, ValueError
// for another number of lengths than there are partitions.
NodePtr frame_array(const NodePtr& frame, Lengths rows = {});

// The task of a partition. Integers and truth values that are missing have no place in an array of such, so they are
// NaN in one of floats; throws ValueError if there are any and the array has another dtype, or if the partition has
// another number of rows than was said.
struct PartitionBlock {
  static constexpr std::string_view kName = "partition-block";
  static constexpr auto fields() {
    return std::tuple{field("dtype", &PartitionBlock::dtype), field("columns", &PartitionBlock::columns),
                      field("is_series", &PartitionBlock::is_series), field("rows", &PartitionBlock::rows)};
  }
  DType dtype = DType::Float64;
  std::vector<std::string> columns;
  bool is_series = false;
  Lengths rows;

  Value run(const tusk::Inputs& inputs, TaskContext& context) const;
};

}  // namespace tusk::expr
