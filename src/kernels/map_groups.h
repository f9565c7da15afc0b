// Which group each row belongs to, and giving it what belongs to that.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <tusk/data/table.h>

#include "kernels/aggregate.h"

namespace tusk::kernels {

// For each row of `rows` the number of the row of `groups` with the same values in the columns `keys`, -1 where there
// is none. Missing keys equal each other. No two rows of `groups` have the same keys.
std::vector<std::int64_t> places_of_groups(const Table& rows, const Table& groups,
                                           const std::vector<std::string>& keys);
// The columns of `groups` after its keys, a row for each of `rows`: null where a row has no group.
Table map_groups(const Table& rows, const Table& groups, const std::vector<std::string>& keys);

// Of each row the number of its group: 0, 1, … in the order that `grouping` says, -1 for rows that it drops.
struct NumberedGroups {
  std::vector<std::int64_t> numbers;
  Table keys;  // a row a group
};
NumberedGroups number_groups(const Table& rows, const Grouping& grouping);

}  // namespace tusk::kernels
