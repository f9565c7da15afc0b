// GroupIndex: which group a row belongs to, by its key columns.
//
// Groups are numbered 0, 1, 2, … in the order of their first rows, over all batches. Missing keys are keys like others
// and equal each other; NaN is missing, and -0.0 is 0.0. Integers of a small range cost a look into a table a row; what
// else there is, one into a hash table a column.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <arrow/array.h>

#include "kernels/batch.h"

namespace tusk::kernels {

class GroupIndex {
 public:
  // Throws TypeError for a type whose values can't be keys (lists, structs).
  explicit GroupIndex(std::vector<TypePtr> key_types);
  ~GroupIndex();
  GroupIndex(GroupIndex&&) noexcept;
  GroupIndex& operator=(GroupIndex&&) noexcept;

  // The groups of those rows; valid until the next call. Columns are of the types above and as long as each other, and
  // one at least. Throws ValueError beyond 2^32 - 1 groups.
  std::span<const std::uint32_t> groups_of(std::span<const std::shared_ptr<arrow::Array>> keys);
  std::uint32_t group_count() const;
  // The key columns' values of each group.
  arrow::ArrayVector keys();

 private:
  class Columns;
  std::unique_ptr<Columns> columns_;
};

}  // namespace tusk::kernels
