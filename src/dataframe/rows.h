// Choosing rows of a frame or a series by their places.
#pragma once

#include <string>
#include <vector>

#include "expr/node.h"

namespace tusk::dataframe {

// Of the first `npartitions` partitions (-1: all), and of the last one. One partition.
expr::NodePtr first_rows(const expr::NodePtr& input, std::int64_t count, std::int64_t npartitions);
expr::NodePtr last_rows(const expr::NodePtr& input, std::int64_t count);
// The "first" or "last" rows with their values in `columns`, or "none" of those that have them more than once.
expr::NodePtr without_duplicates(const expr::NodePtr& input, const std::vector<std::string>& columns,
                                 const std::string& keep);
// A scalar: the number of rows.
expr::NodePtr row_count(const expr::NodePtr& input);

}  // namespace tusk::dataframe
