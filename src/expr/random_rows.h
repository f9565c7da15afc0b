// RandomRows: truth values that are true for a random share of the rows, for sample() and train_test_split().
#pragma once

#include <vector>

#include "expr/node.h"

namespace tusk::expr {

// A row's value depends on the seed, its partition and its place in it alone.
struct RandomRows final : DeclaredAs<RandomRows, Op> {
  static constexpr std::string_view kName = "random-rows";
  static constexpr auto fields() {
    return std::tuple{field("seed", &RandomRows::seed), field("share", &RandomRows::share),
                      field("partitions", &RandomRows::partitions)};
  }

  std::uint64_t seed = 0;
  double share = 0;  // of the rows that are true, from 0 to 1
  // What the partitions were numbered before some were taken; empty: as they are now.
  std::vector<std::int64_t> partitions;

  std::int64_t number_of(std::int64_t partition) const;

  Meta meta(Inputs inputs) const override;
  bool is_streaming() const override { return true; }
  kernels::Batch run(std::span<const Register> inputs, const BatchPlace& place) const override;
  std::vector<Columns> needed(Inputs inputs, const Columns& wanted) const override;
};

// A series with the input's rows, without an index. Throws ValueError unless the share lies between 0 and 1.
NodePtr random_rows(const NodePtr& input, std::uint64_t seed, double share);

}  // namespace tusk::expr
