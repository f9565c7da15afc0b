// Repartition: the same rows, cut into partitions otherwise.
#pragma once

#include <vector>

#include <tusk/graph/operation.h>

#include "expr/node.h"

namespace tusk::expr {

// The rows of partitions that follow each other: all, one of several equal pieces, or those with an index in a range.
struct NewPartition {
  static constexpr std::string_view kName = "new-partition";
  static constexpr auto fields() {
    return std::tuple{field("first", &NewPartition::first), field("count", &NewPartition::count),
                      field("piece", &NewPartition::piece), field("pieces", &NewPartition::pieces),
                      field("range", &NewPartition::range), field("has_upper", &NewPartition::has_upper)};
  }
  std::int64_t first = 0;  // of the partitions
  std::int64_t count = 1;
  std::int64_t piece = 0;  // of `pieces`
  std::int64_t pieces = 1;
  Table range;             // one column of two rows, the least index and its upper border; without columns: all
  bool has_upper = false;  // whether rows at the upper border belong to it
};

struct Repartition final : DeclaredAs<Repartition, Op> {
  static constexpr std::string_view kName = "repartition";
  static constexpr auto fields() {
    return std::tuple{field("partitions", &Repartition::partitions), field("rows", &Repartition::rows)};
  }

  std::vector<NewPartition> partitions;
  Hash128 rows;
  Divisions divisions;

  Meta meta(Inputs inputs) const override;
  std::vector<Columns> needed(Inputs inputs, const Columns& wanted) const override;
};

// As many partitions as wanted: neighbours put together, or each cut into pieces. Throws ValueError below 1.
NodePtr repartition(const NodePtr& input, std::int64_t partition_count);
// Partitions that begin where these say, in ascending order, and end with the last one. Throws ValueError where the
// input's divisions aren't known, or (unless `force`) begin or end elsewhere.
NodePtr repartition(const NodePtr& input, const Divisions& divisions, bool force);

// The operation of its tasks, of the partitions `first` … `first + count - 1`.
struct CutPartition {
  static constexpr std::string_view kName = "cut-partition";
  static constexpr auto fields() { return std::tuple{field("partition", &CutPartition::partition)}; }
  NewPartition partition;

  Value run(const tusk::Inputs& inputs, TaskContext& context) const;
};

// Whether a scalar comes before another: of numbers, texts, times. Throws TypeError for those that have no order.
bool is_before(const arrow::Scalar& a, const arrow::Scalar& b);

}  // namespace tusk::expr
