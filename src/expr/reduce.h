// Reduce: all rows of a frame to few, by a reducer of the kernels. The result is one partition, or as many as it is
// split in: then each partial result is split (see Reducer::split), and each partition is made of its own pieces.
#pragma once

#include <optional>
#include <string>

#include "expr/node.h"
#include "kernels/reducer.h"

namespace tusk::expr {

struct Reduce final : DeclaredAs<Reduce, Op> {
  static constexpr std::string_view kName = "reduce";
  static constexpr auto fields() {
    return std::tuple{field("reducer", &Reduce::reducer),
                      field("word", &Reduce::word),
                      field("rows", &Reduce::rows),
                      field("split_every", &Reduce::split_every),
                      field("keeps_rows", &Reduce::keeps_rows),
                      field("split_out", &Reduce::split_out)};
  }

  kernels::ReducerPtr reducer;
  std::string word;              // what users know it as: "sum", "value-counts"
  Hash128 rows;                  // of the result
  std::int64_t split_every = 8;  // so many partial results are combined at once
  bool keeps_rows = false;       // the result is rows of the input, with all of its columns
  std::int64_t split_out = 1;    // the result's partitions

  std::string label() const override { return word; }
  Meta meta(Inputs inputs) const override;
  std::vector<Columns> needed(Inputs inputs, const Columns& wanted) const override;
};

// The reducer's result as a frame without an index. Throws what Reducer::result_schema() throws.
NodePtr reduce(const NodePtr& input, kernels::ReducerPtr reducer, std::string word, std::int64_t split_every = 8,
               std::int64_t split_out = 1);
// Of a reducer whose result is rows of the input: a frame or series with the input's index.
NodePtr reduce_rows(const NodePtr& input, kernels::ReducerPtr reducer, std::string word);
// All rows, in other partitions: those that the reducer's split() says, `partition_count` of them. With `rows`, they
// are the rows of that name afterwards.
NodePtr exchange(const NodePtr& input, kernels::ReducerPtr reducer, std::int64_t partition_count,
                 std::optional<Hash128> rows = std::nullopt);

}  // namespace tusk::expr
