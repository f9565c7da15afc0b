// Counted values: the different values of a column, in the order of first appearance, and how often each is there.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/row_values.h"
#include "kernels/value_codes.h"

namespace tusk::kernels {

class CountedValues {
 public:
  // Throws TypeError for types whose values can't be told apart: lists, structures. `what` begins its message.
  CountedValues(const TypePtr& type, bool drops_missing, const char* what);
  // Adds a column of that type, of which each row counts once.
  void add(const ArrayPtr& column) { add(column, nullptr); }
  // Adds values of the decoded type, of which each counts `weights` times.
  void add(const ArrayPtr& values, const std::int64_t* weights);
  // Of the decoded type. Missing values, null and NaN alike, are one value.
  ArrayPtr values() const;
  std::vector<std::int64_t> counts() const;

 private:
  template <class T>
  void add_words(const RowValues<T>& rows, const std::int64_t* weights);
  // Adds integers that lie near each other and are all known, and says whether they were.
  template <class T>
  bool add_known_range(const RowValues<T>& rows);
  void add_texts(const arrow::Array& column, const std::int64_t* weights);
  void count(std::int64_t code, std::int64_t row, std::int64_t weight) {
    if (code == std::int64_t(counts_.size())) counts_.push_back(0), new_rows_.push_back(row);
    counts_[std::size_t(code)] += weight;
  }
  void count_missing(std::int64_t row, std::int64_t weight);

  TypePtr type_;
  bool drops_missing_;
  WordCodes words_;
  TextCodes texts_;
  std::vector<std::int64_t> counts_;  // of the values that are not missing
  std::int64_t missing_place_ = -1;   // among the values; -1: not seen
  std::int64_t missing_count_ = 0;
  std::vector<std::int64_t> new_rows_;  // of the column being added: those with a value not seen before
  arrow::ArrayVector values_;
};

}  // namespace tusk::kernels
