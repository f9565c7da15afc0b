// Accumulator: what one aggregate has seen of each group so far.
//
// Flat arrays, indexed by group. Its state can be taken out as columns with a row a group, and be merged into another
// accumulator of the same aggregate and type, whose groups may be numbered otherwise. To be used by one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include <arrow/array.h>

namespace tusk::kernels::aggregate {

using ArrayPtr = std::shared_ptr<arrow::Array>;
using Arrays = std::span<const ArrayPtr>;

// Which group each of some rows belongs to.
struct RowGroups {
  const std::uint32_t* ids = nullptr;  // nullptr: all rows belong to group 0
  std::int64_t row_count = 0;
  std::uint32_t group_count = 0;  // groups seen so far, those of these rows among them

  std::uint32_t operator[](std::int64_t row) const { return ids ? ids[row] : 0; }
};

// Calls visit(group, begin, end) for each run of rows of one group, in order.
template <class Visit>
void for_each_run(const RowGroups& groups, Visit&& visit) {
  if (!groups.ids) return visit(std::uint32_t(0), std::int64_t(0), groups.row_count);
  for (std::int64_t begin = 0, end; begin < groups.row_count; begin = end) {
    const auto group = groups[begin];
    for (end = begin + 1; end < groups.row_count && groups[end] == group;) ++end;
    visit(group, begin, end);
  }
}

class Accumulator {
 public:
  virtual ~Accumulator() = default;
  // `columns` are the values and, for idxmin and idxmax, the index; none for size.
  virtual void consume(Arrays columns, const RowGroups& groups) = 0;
  // `state` is what another's state() gave: later rows than all that have been seen.
  virtual void merge(Arrays state, const RowGroups& groups) = 0;
  // Groups that no row was seen of are as those of no rows.
  virtual arrow::ArrayVector state(std::uint32_t group_count) = 0;
  virtual ArrayPtr finish(std::uint32_t group_count) = 0;
};

using AccumulatorPtr = std::unique_ptr<Accumulator>;

}  // namespace tusk::kernels::aggregate
