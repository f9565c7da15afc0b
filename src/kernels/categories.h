// Known categories: the values that a column of categories can have, as part of the column's type.
//
// A column of categories is an Arrow dictionary. Where its type is a KnownCategories, each batch has just that
// dictionary, so a code means the same in all of them; of another dictionary type, each batch has a dictionary of its
// own. Arrow takes both types for equal, and a table's bytes don't tell them apart: expressions do, by their meta, and
// functions that make known categories are given them as parameters.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <arrow/type.h>

#include <tusk/data/value.h>

#include "kernels/batch.h"

namespace arrow {
class Array;
class ChunkedArray;
}  // namespace arrow

namespace tusk::kernels {

class KnownCategories final : public arrow::DictionaryType {
 public:
  KnownCategories(std::shared_ptr<arrow::Array> values, bool is_ordered);
  const std::shared_ptr<arrow::Array>& values() const { return values_; }

 private:
  std::shared_ptr<arrow::Array> values_;
};

// nullptr unless it is a type of known categories.
const KnownCategories* known_categories(const arrow::DataType& type);
// Throws ValueError for values that are missing, or there twice.
TypePtr category_type(std::shared_ptr<arrow::Array> values, bool is_ordered);
// The type of categories that are left to the rows.
TypePtr open_category_type(const TypePtr& value_type, bool is_ordered = false);
// The least type that holds the codes of so many categories, as pandas has it.
TypePtr code_type(std::int64_t category_count);

// Literals as an array of their common type: of numbers, of texts, of times. Throws TypeError for a mixture.
std::shared_ptr<arrow::Array> array_of_values(const std::vector<Value>& values);
// The values in that type, where it holds all values of their type; else as they are.
std::shared_ptr<arrow::Array> converted_values(const std::shared_ptr<arrow::Array>& values, const TypePtr& type);
// Each value's place among `values`, -1 where it isn't there.
std::vector<std::int64_t> places_among(const arrow::Array& values, const arrow::Array& wanted);
// Each value where it is first.
std::shared_ptr<arrow::Array> distinct_in_order(const std::shared_ptr<arrow::Array>& values);
// The distinct values of plain or category columns (of one value type), sorted, without missing ones; times and others
// that have no order in the order of appearance.
std::shared_ptr<arrow::Array> sorted_values(const std::vector<std::shared_ptr<arrow::ChunkedArray>>& columns,
                                            const TypePtr& value_type);

// A category column with its dictionary, or all chunks' values sorted, as known categories. Others stay as they are.
std::shared_ptr<arrow::ChunkedArray> with_own_categories(const std::shared_ptr<arrow::ChunkedArray>& column);
// Categories by their places (int32); a place that there is none at, or a missing one, is a missing value.
std::shared_ptr<arrow::Array> with_places(const std::shared_ptr<arrow::Array>& places,
                                          const std::shared_ptr<arrow::Array>& values, bool is_ordered);
// A plain or category column as one with those categories. What is not among them is missing.
std::shared_ptr<arrow::Array> with_categories(const std::shared_ptr<arrow::Array>& column,
                                              const std::shared_ptr<arrow::Array>& values, bool is_ordered);
// A plain or category column with the categories that it has, sorted; ordered ones stay in their order.
std::shared_ptr<arrow::Array> with_sorted_categories(const std::shared_ptr<arrow::Array>& column);
// All chunks with one dictionary: the known categories if the type has them, else the one that all have, else all
// values sorted. Other columns stay as they are.
std::shared_ptr<arrow::ChunkedArray> with_one_dictionary(const std::shared_ptr<arrow::ChunkedArray>& column,
                                                         const TypePtr& type);

}  // namespace tusk::kernels
