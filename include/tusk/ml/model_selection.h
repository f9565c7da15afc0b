// Rows to train with, and rows to test with; how far predictions are off.
#pragma once

#include <cstdint>
#include <optional>

#include <tusk/dataframe/data_frame.h>

namespace tusk::ml {

struct TrainTestSplit {
  DataFrame X_train, X_test;
  Series y_train, y_test;
};

// Each row goes to the test rows with probability `test_size`, by a generator of random numbers that depends on
// `random_state`, the row's partition and its place in it alone: the split is lazy, the same in every run, and its
// sizes are near the shares, not exactly them. Without a state another split each time.
TrainTestSplit train_test_split(const DataFrame& X, const Series& y, double test_size = 0.1,
                                std::optional<std::uint64_t> random_state = {});

// The mean of the squared differences, or its root. Rows with a missing value are left out.
Scalar mean_squared_error(const Series& y_true, const Series& y_pred, bool squared = true);
// 1 for perfect predictions, 0 for those that are no better than the mean.
Scalar r2_score(const Series& y_true, const Series& y_pred);

}  // namespace tusk::ml
