// PerPartition: an operation on whole partitions, one task each: map_partitions, user functions.
#pragma once

#include <string>

#include <tusk/graph/operation.h>

#include "expr/node.h"

namespace tusk::expr {

// The operation takes the partition of every input as a Table (of a scalar: of one row), and returns a Table with the
// columns of `result`.
struct PerPartition final : DeclaredAs<PerPartition, Op> {
  static constexpr std::string_view kName = "map-partitions";
  static constexpr auto fields() {
    return std::tuple{field("word", &PerPartition::word),
                      field("identity", &PerPartition::identity),
                      field("shape", &PerPartition::shape),
                      field("empty", &PerPartition::empty),
                      field("index_names", &PerPartition::index_names),
                      field("rows", &PerPartition::rows)};
  }

  std::string word;
  Hash128 identity;  // of the operation
  Shape shape = Shape::Frame;
  Table empty;  // of the result's columns
  std::vector<IndexName> index_names;
  Hash128 rows;
  OperationPtr operation;
  Divisions divisions;

  std::string label() const override { return word; }
  Meta meta(Inputs inputs) const override;
};

struct PartitionResult {
  Shape shape = Shape::Frame;
  kernels::SchemaPtr schema;
  std::vector<IndexName> index_names = {};
  int rows_of = -1;  // the input whose rows they are, where it is partitioned as the result is; see rows_mark.h
  Divisions divisions = nullptr;
};

// Inputs have as many partitions as the result, or a single one, which all tasks take. Throws ValueError for others.
NodePtr per_partition(std::vector<NodePtr> inputs, OperationPtr operation, std::string word,
                      const PartitionResult& result);

}  // namespace tusk::expr
