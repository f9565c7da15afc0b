// Choosing rows of a frame or a series by their places.
#pragma once

#include "expr/node.h"

namespace tusk::dataframe {

// Of the first `npartitions` partitions (-1: all), and of the last one. One partition.
expr::NodePtr first_rows(const expr::NodePtr& input, std::int64_t count, std::int64_t npartitions);
expr::NodePtr last_rows(const expr::NodePtr& input, std::int64_t count);
// A scalar: the number of rows.
expr::NodePtr row_count(const expr::NodePtr& input);

}  // namespace tusk::dataframe
