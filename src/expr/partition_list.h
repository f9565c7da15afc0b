// PartitionList: partitions of one or several frames, in any order: partitions[i], head(), concat().
#pragma once

#include <vector>

#include "expr/node.h"

namespace tusk::expr {

// Partition i of the result is the partition `partitions[i]` of the input `sources[i]`.
struct PartitionList final : DeclaredAs<PartitionList, Op> {
  static constexpr std::string_view kName = "partitions";
  static constexpr auto fields() {
    return std::tuple{field("sources", &PartitionList::sources), field("partitions", &PartitionList::partitions),
                      field("rows", &PartitionList::rows)};
  }

  std::vector<std::int64_t> sources;
  std::vector<std::int64_t> partitions;
  Hash128 rows;

  Meta meta(Inputs inputs) const override;
  std::vector<Columns> needed(Inputs inputs, const Columns& wanted) const override;
};

// Those partitions of the input, in that order. What streams is cut at its sources, so nothing else is read. Throws
// IndexError for a partition that isn't there.
NodePtr take_partitions(const NodePtr& input, const std::vector<std::int64_t>& partitions);
// The partitions of all inputs, one after the other. They have the same columns, index and shape.
NodePtr concatenate(std::vector<NodePtr> inputs);

}  // namespace tusk::expr
