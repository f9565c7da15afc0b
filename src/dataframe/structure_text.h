// How a lazy frame prints: its columns, types and partitions, and no rows, as none is there yet.
#pragma once

#include <string>

#include "expr/node.h"

namespace tusk::dataframe {

//   DataFrame: 12 partitions, 3 columns
//     VendorID         int64
//     fare_amount      float64
//   from read-csv, 2 operations
std::string structure_text(const expr::Node& node);

}  // namespace tusk::dataframe
