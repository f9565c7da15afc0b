// OrderedRows: an ordered function of the kernels (kernels/ordered.h) on the rows of all partitions: cumsum, shift.
//
// Partition i runs once the summaries of those before it are combined; nothing gathers more than one partition's rows.
// The result has the input's rows, so it can be put beside it.
#pragma once

#include <string>
#include <vector>

#include <tusk/graph/operation.h>

#include "expr/node.h"
#include "kernels/ordered.h"

namespace tusk::expr {

struct OrderedRows final : DeclaredAs<OrderedRows, Op> {
  static constexpr std::string_view kName = "ordered-rows";
  static constexpr auto fields() { return std::tuple{field("function", &OrderedRows::function)}; }

  kernels::OrderedFunctionPtr function;

  std::string label() const override { return function->label(); }
  Meta meta(Inputs inputs) const override;
  std::vector<Columns> needed(Inputs inputs, const Columns& wanted) const override;
};

// Throws TypeError for columns that the function can't work on.
NodePtr ordered_rows(const NodePtr& input, kernels::OrderedFunctionPtr function);

// The operations of its tasks. The summary of a partition:
struct SummarizeRows {
  static constexpr std::string_view kName = "summarize-rows";
  static constexpr auto fields() {
    return std::tuple{field("function", &SummarizeRows::function), field("index_count", &SummarizeRows::index_count)};
  }
  kernels::OrderedFunctionPtr function;
  int index_count = 0;

  Value run(const tusk::Inputs& inputs, TaskContext& context) const;
};

// The summary of two stretches of rows, in their order; without inputs, of no rows.
struct CombineSummaries {
  static constexpr std::string_view kName = "combine-summaries";
  static constexpr auto fields() {
    return std::tuple{field("function", &CombineSummaries::function),
                      field("index_count", &CombineSummaries::index_count), field("empty", &CombineSummaries::empty)};
  }
  kernels::OrderedFunctionPtr function;
  int index_count = 0;
  Table empty;  // of the rows' columns

  Value run(const tusk::Inputs& inputs, TaskContext& context) const;
};

// The results of a partition; the second input is the summary of the rows before, absent if there are none.
struct RunInOrder {
  static constexpr std::string_view kName = "run-in-order";
  static constexpr auto fields() {
    return std::tuple{field("function", &RunInOrder::function), field("index_count", &RunInOrder::index_count)};
  }
  kernels::OrderedFunctionPtr function;
  int index_count = 0;

  Value run(const tusk::Inputs& inputs, TaskContext& context) const;
};

}  // namespace tusk::expr
