#include "dataframe/row_labels.h"

#include <tusk/core/error.h>

#include "expr/assign.h"
#include "expr/ordered_rows.h"
#include "expr/select.h"

namespace tusk::dataframe {

LabelledRows with_labels(const expr::NodePtr& input, const std::string& doing) {
  const expr::Meta& meta = input->meta();
  if (meta.index_count() == 1) return {input, expr::index_column(0)};
  if (meta.index_count() > 1)
    throw NotImplementedError(doing + " needs an index of one level: reset the index, or make a column the index");
  const auto columns = expr::value_columns(meta);
  if (columns.empty()) throw ValueError(doing + " is of columns: this frame has none");
  const auto first = expr::select(input, expr::Shape::Series, {{columns[0], columns[0]}});
  const std::string label = "__row_number__";
  std::vector<expr::SelectedColumn> values;
  for (const std::string& column : columns) values.push_back({column, column});
  const auto frame = expr::select(input, expr::Shape::Frame, std::move(values));
  return {expr::assign(frame, label, expr::ordered_rows(first, kernels::row_numbers())), label};
}

}  // namespace tusk::dataframe
