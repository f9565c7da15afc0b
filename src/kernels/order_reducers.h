// Reducers about columns as they lie: whether they are in order, how many bytes they take, about how many values.
#pragma once

#include <string>
#include <vector>

#include "kernels/reducer.h"

namespace tusk::kernels {

// One row of two truths, "increasing" and "decreasing": whether no value is less (greater) than the one before it. A
// missing value is in no order. Throws TypeError for types without one.
ReducerPtr monotonic(std::string column);
// One row with a column for each output: the bytes of the buffers of its columns' rows.
struct SizedColumns {
  static constexpr std::string_view kName = "sized-columns";
  static constexpr auto fields() {
    return std::tuple{field("output", &SizedColumns::output), field("columns", &SizedColumns::columns)};
  }
  std::string output;
  std::vector<std::string> columns;
};
ReducerPtr buffer_sizes(std::vector<SizedColumns> outputs);
// One row with the column "count": about how many different rows there are in those columns, by HyperLogLog in 16 KiB;
// the standard error is 0.8 %.
ReducerPtr distinct_count_estimate(std::vector<std::string> columns);

}  // namespace tusk::kernels
