// KeptRows and RowOfGroup: rows of a column of any type put aside, batch after batch, to be gathered at the end.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/aggregate/accumulator.h"
#include "kernels/batch.h"

namespace tusk::kernels::aggregate {

class KeptRows {
 public:
  explicit KeptRows(TypePtr type) : type_(std::move(type)) {}

  // Keeps those rows of `array`; the first of them gets the position count().
  void keep(const arrow::Array& array, const std::vector<std::int64_t>& rows);
  // Keeps all of them, without copying.
  void keep_all(const ArrayPtr& array);
  std::int64_t count() const { return count_; }
  // The rows at those positions; -1 gives null.
  ArrayPtr gather(const std::vector<std::int64_t>& positions);
  // All rows, by position.
  ArrayPtr rows();

 private:
  TypePtr type_;
  arrow::ArrayVector chunks_;
  std::int64_t count_ = 0;
};

// One row of each group, which a later one may replace.
class RowOfGroup {
 public:
  explicit RowOfGroup(TypePtr type) : type_(type), kept_(std::move(type)) {}

  void resize(std::uint32_t group_count) { places_.resize(group_count, kNone); }
  bool has_row(std::uint32_t group) const { return places_[group] != kNone; }
  // The row is one of the array that is given to keep() next.
  void set(std::uint32_t group, std::int64_t row) {
    if (places_[group] >= kNone) changed_.push_back(group);
    places_[group] = kNone - 1 - row;
  }
  void keep(const arrow::Array& array);
  // A row a group, null for those without.
  ArrayPtr rows() { return kept_.gather(places_); }

 private:
  static constexpr std::int64_t kNone = -1;

  void forget_replaced();

  TypePtr type_;
  KeptRows kept_;
  std::vector<std::int64_t> places_;    // in kept_; below kNone: rows that are not kept yet
  std::vector<std::uint32_t> changed_;  // the groups that have such
};

// Rows of an array by their numbers; -1 gives null.
ArrayPtr taken(const ArrayPtr& array, const std::vector<std::int64_t>& rows);

}  // namespace tusk::kernels::aggregate
