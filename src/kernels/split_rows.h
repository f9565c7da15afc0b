// Splitting a partition's rows over several partitions, so that equal keys come together.
#pragma once

#include <cstdint>
#include <vector>

#include <tusk/data/table.h>

#include "kernels/batch.h"

namespace tusk::kernels {

// `count` tables of the rows whose keys have the hash that belongs to each; rows keep their order. Equal keys (missing
// ones too, and -0.0 and 0.0) belong together in every process, whichever table they come from.
std::vector<Table> split_by_keys(const Table& table, const std::vector<int>& keys, std::int64_t count);
// The same by a column of int64: the number of the table that each row goes to.
std::vector<Table> split_by_number(const Table& table, int column, std::int64_t count);

}  // namespace tusk::kernels
