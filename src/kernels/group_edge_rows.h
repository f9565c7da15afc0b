// The first or last rows of each group.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/reducer.h"

namespace tusk::kernels {

// At most `count` rows with the same `keys`: the first ones, or the last ones; they stay in their order. Of a negative
// count: all but so many. With `drops_missing`, rows with a missing key are left out.
ReducerPtr group_edge_rows(std::vector<std::string> keys, std::int64_t count, bool is_first, bool drops_missing);

}  // namespace tusk::kernels
