// Reduce: all rows of a frame to few, by a reducer of the kernels. The result is one partition.
#pragma once

#include <string>

#include "expr/node.h"
#include "kernels/reducer.h"

namespace tusk::expr {

struct Reduce final : DeclaredAs<Reduce, Op> {
  static constexpr std::string_view kName = "reduce";
  static constexpr auto fields() {
    return std::tuple{field("reducer", &Reduce::reducer), field("word", &Reduce::word), field("rows", &Reduce::rows),
                      field("split_every", &Reduce::split_every), field("keeps_rows", &Reduce::keeps_rows)};
  }

  kernels::ReducerPtr reducer;
  std::string word;              // what users know it as: "sum", "value-counts"
  Hash128 rows;                  // of the result
  std::int64_t split_every = 8;  // so many partial results are combined at once
  bool keeps_rows = false;       // the result is rows of the input, with all of its columns

  std::string label() const override { return word; }
  Meta meta(Inputs inputs) const override;
  std::vector<Columns> needed(Inputs inputs, const Columns& wanted) const override;
};

// The reducer's result as a frame without an index. Throws what Reducer::result_schema() throws.
NodePtr reduce(const NodePtr& input, kernels::ReducerPtr reducer, std::string word, std::int64_t split_every = 8);
// Of a reducer whose result is rows of the input: a frame or series with the input's index.
NodePtr reduce_rows(const NodePtr& input, kernels::ReducerPtr reducer, std::string word);

}  // namespace tusk::expr
