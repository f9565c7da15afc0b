// A reducer of groups whose steps are operations over tables: aggregations that users write.
//
// The steps don't see the keys: the first column of each table is kGroupColumn, the number of the group that a row
// belongs to, and that is what the first column of each result must be. Groups of no rows are not there.
//
//   chunk:    rows of a partition (group, the column)      -> a row a group (group, any columns)
//   combine:  rows of several such results, put together   -> the same columns, a row a group
//   finalize: a row a group (group, these columns)         -> (group, the result)
#pragma once

#include <string>
#include <vector>

#include <tusk/graph/operation.h>

#include "kernels/reducer.h"

namespace tusk::expr {

constexpr std::string_view kGroupColumn = "__group__";

// An operation that takes a table and gives one, as a parameter of other operations.
struct TableStep {
  OperationPtr operation;

  // Throws TypeError naming the step, unless it gives a table.
  Table run(const Table& table) const;
};

struct GroupSteps {
  std::string name;  // what users call the aggregation
  TableStep chunk, combine, finalize;
};

// The reducer's result has the keys' columns, in the order of the groups' first rows, and `output` of type `type`.
// Missing keys are keys like others.
kernels::ReducerPtr operation_reducer(std::vector<std::string> keys, std::string column, std::string output,
                                      kernels::TypePtr type, GroupSteps steps);

}  // namespace tusk::expr

namespace tusk {

// Hashes see the operation's hash.
template <>
struct Codec<expr::TableStep> {
  static std::string name() { return "table-step"; }
  static void write(ByteWriter& writer, const expr::TableStep& step);
  static expr::TableStep read(ByteReader& reader);
  static void print(std::string& text, const expr::TableStep& step);
};

}  // namespace tusk
