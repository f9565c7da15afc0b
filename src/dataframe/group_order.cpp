// What depends on the order of the rows in each group.
#include <fmt/format.h>

#include <tusk/dataframe/group_by.h>

#include "dataframe/nodes.h"
#include "expr/assign.h"
#include "expr/ordered_rows.h"
#include "expr/select.h"

namespace tusk {

namespace {

std::string group_key(std::size_t key) { return fmt::format("__group_key_{}__", key); }

// A function of `columns`, within groups of equal keys.
DataFrame cumulated(expr::NodePtr input, const std::vector<std::string>& columns, const std::vector<Series>& keys,
                    const std::string& fold, bool drops_missing, bool is_backward) {
  input = expr::select_columns(input, columns);
  std::vector<std::string> names;
  for (std::size_t key = 0; key < keys.size(); ++key) {
    names.push_back(group_key(key));
    input = expr::assign(input, names.back(), keys[key].node());
  }
  const auto rows =
      expr::ordered_rows(input, kernels::grouped_cumulative(std::move(names), fold, drops_missing, is_backward));
  return DataFrame(expr::select_columns(rows, columns));
}

}  // namespace

DataFrame GroupBy::cumulative(const std::string& fold, bool numeric_only) const {
  std::vector<std::string> columns;
  for (const std::string& column : columns_) {
    if (!numeric_only || dataframe::is_number_type(*expr::column_type(frame_.node()->meta(), column)))
      columns.push_back(column);
  }
  return cumulated(frame_.node(), columns, keys_, fold, options_.dropna, false);
}

Series GroupBy::cumcount(bool ascending) const {
  const std::string column(expr::kUnnamed);
  const DataFrame ones = keys_[0].to_frame().assign(column, 1);
  const DataFrame counts = cumulated(ones.node(), {column}, keys_, "sum", options_.dropna, !ascending);
  return counts.column(column) - 1;
}

}  // namespace tusk
