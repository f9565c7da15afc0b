// melt: the columns of a frame below each other.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/dataframe/data_frame.h>

#include "dataframe/reshape_row.h"
#include "expr/node.h"
#include "kernels/elementwise.h"

namespace tusk {

namespace {

std::vector<std::string> columns_without(const DataFrame& frame, const std::vector<std::string>& left_out) {
  std::vector<std::string> kept;
  for (const std::string& column : frame.columns())
    if (std::ranges::find(left_out, column) == left_out.end()) kept.push_back(column);
  return kept;
}

}  // namespace

DataFrame DataFrame::melt(const std::vector<std::string>& id_vars,
                          const std::optional<std::vector<std::string>>& value_vars, const std::string& var_name,
                          const std::string& value_name) const {
  const std::vector<std::string> melted = value_vars ? *value_vars : columns_without(*this, id_vars);
  if (melted.empty()) throw ValueError("melt puts at least one column below others: all columns are id_vars");
  if (std::ranges::find(id_vars, value_name) != id_vars.end())
    throw ValueError(fmt::format("value_name must be no name of the id_vars: '{}' is one; pass another", value_name));
  std::vector<kernels::TypePtr> types;
  for (const std::string& column : melted) types.push_back(expr::column_type(node()->meta(), column));
  const std::string dtype = kernels::type_name(*dataframe::common_type(melted, types));
  std::vector<DataFrame> parts;
  for (std::size_t i = 0; i < melted.size(); ++i) {
    const Series values = column(melted[i]);
    DataFrame part = (*this)[id_vars];
    part = part.assign(value_name, values.dtype() == dtype ? values : values.astype(dtype));
    part = part.assign(var_name, melted[i]);
    std::vector<std::string> order = id_vars;
    order.insert(order.end(), {var_name, value_name});
    parts.push_back(part[order].drop_index());
  }
  return concat(parts);
}

}  // namespace tusk
