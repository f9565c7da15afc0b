// StoredArray: an array in a file or a store, of which each block reads its region.
#pragma once

#include <tusk/graph/operation.h>

#include "expr/arrays/array_sources.h"
#include "io/arrays/array_source.h"

namespace tusk::array {

struct StoredArray final : DeclaredAs<StoredArray, expr::BlocksOp> {
  static constexpr std::string_view kName = "stored-array";
  static constexpr auto fields() {
    return std::tuple{field("source", &StoredArray::source), field("chunks", &StoredArray::chunks)};
  }
  io::ArraySourcePtr source;
  expr::Chunks chunks;

  std::string label() const override { return "read"; }
  expr::Meta meta(expr::Inputs) const override { return expr::array_meta(source->info().dtype, chunks); }
  OperationPtr block_operation() const override;
};

// The task of a block, by its number.
struct ReadBlock {
  static constexpr std::string_view kName = "read-block";
  static constexpr auto fields() {
    return std::tuple{field("source", &ReadBlock::source), field("chunks", &ReadBlock::chunks)};
  }
  io::ArraySourcePtr source;
  expr::Chunks chunks;

  Value run(const tusk::Inputs& inputs, TaskContext& context) const;
};

}  // namespace tusk::array
