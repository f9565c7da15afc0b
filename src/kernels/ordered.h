// OrderedFunction: what is done to rows in their order, where a row's result depends on all rows before it.
//
//   rows of a partition -> summary()            what later rows must know of them: small, whatever the rows
//   summaries           -> combined()           of neighbouring stretches, in their order; associative
//   rows, summary       -> run()                the results, given what is known of all rows before
//
// So partitions are summarized side by side, the summaries go through a chain, and each partition runs once. Cumulative
// sums, differences, shifts and fills are such. Immutable; used by several threads at once.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <tusk/core/declared.h>
#include <tusk/data/table.h>

#include "kernels/batch.h"

namespace tusk::kernels {

class OrderedFunction : public Declared {
 public:
  // What users know it as: "cumsum".
  virtual std::string label() const = 0;
  // Whether it is the rows after a row that its result depends on: "before" means after it then.
  virtual bool is_backward() const { return false; }
  // The columns that run() looks at besides the one that it makes.
  virtual std::vector<std::string> key_columns() const { return {}; }

  // The result has the columns of the rows, of which the first `index_count` and the keys stay as they are. Throws
  // TypeError naming a column whose values it can't be done to.
  virtual SchemaPtr result_schema(const SchemaPtr& rows, int index_count) const = 0;
  virtual Table summary(const Table& rows, int index_count) const = 0;
  // Either way `first` is of the rows that come first.
  virtual Table combined(const Table& first, const Table& second) const = 0;
  virtual Table run(const Table& rows, int index_count, const Table& before) const = 0;
};

using OrderedFunctionPtr = std::shared_ptr<const OrderedFunction>;

// "sum", "prod", "min" or "max" of all values up to each row. Missing values are left out and stay missing; without
// `skips_missing` all after the first is missing. Throws ValueError for another name.
OrderedFunctionPtr cumulative(const std::string& fold, bool skips_missing);
// The value `periods` rows before (after, if negative); `fill` where there is none.
OrderedFunctionPtr shifted(std::int64_t periods, Value fill);
// The value less the one `periods` rows before.
OrderedFunctionPtr differences(std::int64_t periods);
// Missing values become the last one before them (the next one after them, if `is_backward`).
OrderedFunctionPtr filled(bool is_backward);
// The number of each row, from 0, instead of its values.
OrderedFunctionPtr row_numbers();
// cumulative() of the rows of each group: rows with equal keys. Rows with a missing key get nothing if those are
// dropped. Totals of all groups are kept, not of rows; the columns of the keys stay as they are.
OrderedFunctionPtr grouped_cumulative(std::vector<std::string> keys, const std::string& fold, bool drops_missing,
                                      bool is_backward);
// shifted() without a fill, and filled(), of the rows of each group.
OrderedFunctionPtr grouped_shift(std::vector<std::string> keys, std::int64_t periods, bool drops_missing);
OrderedFunctionPtr grouped_fill(std::vector<std::string> keys, bool is_backward, bool drops_missing);

}  // namespace tusk::kernels
