// The one row of a reduction of many columns, laid out as a table: sum(), describe(), corr().
#pragma once

#include <string>
#include <vector>

#include "expr/node.h"

namespace tusk::dataframe {

// The row's columns, column by column of the result: the first `labels.size()` are the result's first column. They are
// cast to a common type. The labels are the index.
expr::NodePtr rows_of(const expr::NodePtr& row, expr::Shape shape, const std::vector<std::string>& labels,
                      const std::vector<std::string>& columns);
// The type that holds values of all of them: that of all, or float64 for numbers of several types. Throws TypeError
// naming the columns.
kernels::TypePtr common_type(const std::vector<std::string>& columns, const std::vector<kernels::TypePtr>& types);

}  // namespace tusk::dataframe
