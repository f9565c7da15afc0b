// A table's rows in several parts by chance.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <tusk/dataframe/data_frame.h>

namespace tusk {

// As many parts as there are shares, which add up to 1. Each row goes to one of them by `random_state`, its partition
// and its place in it alone, so equal splits are equal in every run, and the sizes are near the shares. Throws
// ValueError for other shares.
std::vector<DataFrame> random_split(const DataFrame& frame, const std::vector<double>& shares,
                                    std::optional<std::uint64_t> random_state = {});

}  // namespace tusk
