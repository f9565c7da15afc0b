// Reducers that keep all rows and only bring them to other partitions.
#pragma once

#include <string>
#include <vector>

#include "kernels/reducer.h"

namespace tusk::kernels {

// Rows with equal keys come to one partition; there they stand in the order that they had. Throws TypeError for columns
// that can't be keys.
ReducerPtr rows_by_keys(std::vector<std::string> keys);
// Rows come to the partition, and there to the place, that two columns of int64 say.
ReducerPtr rows_by_place(std::string partition, std::string place);

}  // namespace tusk::kernels
