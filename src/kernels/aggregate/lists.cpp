#include "kernels/aggregate/lists.h"

#include <limits>

#include <arrow/array/array_nested.h>

#include <tusk/core/error.h>

#include "kernels/aggregate/build_array.h"
#include "kernels/aggregate/kept_rows.h"

namespace tusk::kernels::aggregate {

template <class List>
ArrayPtr lists_of(const ArrayPtr& values, const std::vector<std::uint32_t>& ids, std::uint32_t group_count) {
  using Offset = typename List::TypeClass::offset_type;
  if (ids.size() > std::size_t(std::numeric_limits<Offset>::max()))
    throw ValueError("lists can have at most 2147483647 elements together: group fewer rows at a time");
  std::vector<Offset> offsets(std::size_t(group_count) + 1);
  for (const auto id : ids) ++offsets[id + 1];
  for (std::size_t i = 0; i < group_count; ++i) offsets[i + 1] += offsets[i];
  std::vector<std::int64_t> rows(ids.size());
  auto next = offsets;
  for (std::size_t row = 0; row < ids.size(); ++row) rows[std::size_t(next[ids[row]]++)] = std::int64_t(row);
  const auto offset_array =
      build_array<Offset>(std::int64_t(offsets.size()), [&](auto i) { return offsets[std::size_t(i)]; });
  return data::value_or_throw(List::FromArrays(*offset_array, *taken(values, rows), data::arrow_pool()),
                              "making lists");
}

template ArrayPtr lists_of<arrow::ListArray>(const ArrayPtr&, const std::vector<std::uint32_t>&, std::uint32_t);
template ArrayPtr lists_of<arrow::LargeListArray>(const ArrayPtr&, const std::vector<std::uint32_t>&, std::uint32_t);

ListElements elements_of(const arrow::Array& large_lists, const RowGroups& groups) {
  const auto& lists = static_cast<const arrow::LargeListArray&>(large_lists);
  const auto begin = lists.value_offset(0), end = lists.value_offset(lists.length());
  ListElements elements{lists.values()->Slice(begin, end - begin), {}};
  elements.ids.reserve(std::size_t(end - begin));
  for (std::int64_t row = 0; row < lists.length(); ++row)
    elements.ids.insert(elements.ids.end(), std::size_t(lists.value_length(row)), groups[row]);
  return elements;
}

}  // namespace tusk::kernels::aggregate
