// Several reductions of a frame in one pass, as a table: describe(), quantile() with several quantiles.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <tusk/data/value.h>
#include <tusk/dataframe/data_frame.h>

#include "expr/node.h"

namespace tusk::dataframe {

// A row for each quantile, which is the index; a column for each column.
expr::NodePtr quantile_rows(const expr::NodePtr& input, const std::vector<std::string>& columns,
                            const std::vector<double>& quantiles, const std::string& interpolation);
// count, mean, std, min, the percentiles, max of columns of numbers and times; count, unique, top, freq of others.
expr::NodePtr described(const DataFrame& frame, const std::vector<double>& percentiles);
// The rows with texts as their index.
expr::NodePtr labelled_rows(const expr::NodePtr& rows, const std::vector<std::string>& labels);
// One function of every column: a series whose index is the columns' names.
expr::NodePtr aggregated_columns(const expr::NodePtr& frame, const std::vector<std::string>& columns,
                                 const std::string& function, const std::map<std::string, Value>& options);

}  // namespace tusk::dataframe
