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

// A function of `columns`, within groups of equal keys: `function_of` makes it of the keys' names.
template <class FunctionOf>
DataFrame in_groups(expr::NodePtr input, const std::vector<std::string>& columns, const std::vector<Series>& keys,
                    FunctionOf function_of) {
  input = expr::select_columns(input, columns);
  std::vector<std::string> names;
  for (std::size_t key = 0; key < keys.size(); ++key) {
    names.push_back(group_key(key));
    input = expr::assign(input, names.back(), keys[key].node());
  }
  const auto rows = expr::ordered_rows(input, function_of(std::move(names)));
  return DataFrame(expr::select_columns(rows, columns));
}

DataFrame cumulated(const expr::NodePtr& input, const std::vector<std::string>& columns,
                    const std::vector<Series>& keys, const std::string& fold, bool drops_missing, bool is_backward) {
  return in_groups(input, columns, keys, [&](std::vector<std::string> names) {
    return kernels::grouped_cumulative(std::move(names), fold, drops_missing, is_backward);
  });
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

DataFrame GroupBy::shift(std::int64_t periods) const {
  if (periods == 0) return DataFrame(expr::select_columns(frame_.node(), columns_));  // as pandas: of no group too
  return in_groups(frame_.node(), columns_, keys_, [&](std::vector<std::string> names) {
    return kernels::grouped_shift(std::move(names), periods, options_.dropna);
  });
}

DataFrame GroupBy::ffill() const { return filled(false); }
DataFrame GroupBy::bfill() const { return filled(true); }

DataFrame GroupBy::filled(bool is_backward) const {
  return in_groups(frame_.node(), columns_, keys_, [&](std::vector<std::string> names) {
    return kernels::grouped_fill(std::move(names), is_backward, options_.dropna);
  });
}

Series GroupBy::cumcount(bool ascending) const {
  const std::string column(expr::kUnnamed);
  const DataFrame ones = keys_[0].to_frame().assign(column, 1);
  const DataFrame counts = cumulated(ones.node(), {column}, keys_, "sum", options_.dropna, !ascending);
  return counts.column(column) - 1;
}

}  // namespace tusk
