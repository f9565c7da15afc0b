// Small tables and arrays that the row reducers pass on and return.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include <arrow/array/data.h>

#include <tusk/data/table.h>

#include "kernels/row_values.h"

namespace tusk::kernels {

// The tables one below another, without a copy. They have the same schema, and there is one at least.
Table stacked(std::span<const Table> tables);
// The table's rows as one batch.
Batch one_batch(const Table& table);
Table table_of_batch(const Batch& batch);

// One row: a list of all these values.
ArrayPtr one_list(const ArrayPtr& values);
ArrayPtr missing_array(const TypePtr& type, std::int64_t size);
// An array of `size` words, which are copied. `type` has words of that size.
ArrayPtr words_array(const TypePtr& type, const void* words, std::int64_t size, std::int64_t size_bytes);
template <class T>
ArrayPtr words_array(const TypePtr& type, const std::vector<T>& words) {
  return words_array(type, words.data(), std::int64_t(words.size()), std::int64_t(words.size() * sizeof(T)));
}
// The rows of those places, in that order.
Batch taken_rows(const Batch& batch, const std::vector<std::int64_t>& places);
ArrayPtr taken_values(const ArrayPtr& array, const std::vector<std::int64_t>& places);

}  // namespace tusk::kernels
