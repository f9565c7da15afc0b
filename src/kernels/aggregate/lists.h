// Rows as lists, one a group.
#pragma once

#include <vector>

#include "kernels/aggregate/accumulator.h"
#include "kernels/batch.h"

namespace tusk::kernels::aggregate {

// Row i of `values` belongs to group ids[i]; in a list rows keep their order. List is LargeListArray, or ListArray:
// throws ValueError if that can't hold as many rows.
template <class List>
ArrayPtr lists_of(const ArrayPtr& values, const std::vector<std::uint32_t>& ids, std::uint32_t group_count);

// The elements of the lists of a state, one after the other, and the group of each.
struct ListElements {
  ArrayPtr values;
  std::vector<std::uint32_t> ids;
};
ListElements elements_of(const arrow::Array& large_lists, const RowGroups& groups);

}  // namespace tusk::kernels::aggregate
