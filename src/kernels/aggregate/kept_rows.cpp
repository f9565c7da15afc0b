#include "kernels/aggregate/kept_rows.h"

#include <arrow/array/concatenate.h>
#include <arrow/array/util.h>
#include <arrow/compute/api_vector.h>
#include <arrow/compute/exec.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/aggregate/build_array.h"
#include "kernels/arrow_compute.h"

namespace tusk::kernels::aggregate {

ArrayPtr taken(const ArrayPtr& array, const std::vector<std::int64_t>& rows) {
  initialize_arrow_compute();
  arrow::compute::ExecContext context(data::arrow_pool());
  context.set_use_threads(false);
  const auto numbers = build_array<std::int64_t>(
      arrow::int64(), std::int64_t(rows.size()), [&](auto i) { return rows[std::size_t(i)]; },
      [&](auto i) { return rows[std::size_t(i)] >= 0; });
  return data::value_or_throw(
      arrow::compute::Take(*array, *numbers, arrow::compute::TakeOptions::NoBoundsCheck(), &context), "gathering rows");
}

void KeptRows::keep(const arrow::Array& array, const std::vector<std::int64_t>& rows) {
  if (!rows.empty()) keep_all(taken(arrow::MakeArray(array.data()), rows));
}

void KeptRows::keep_all(const ArrayPtr& array) {
  if (array->length() == 0) return;
  chunks_.push_back(array);
  count_ += array->length();
}

ArrayPtr KeptRows::rows() {
  if (chunks_.empty()) return data::value_or_throw(arrow::MakeEmptyArray(type_, data::arrow_pool()), "making a column");
  if (chunks_.size() > 1)
    chunks_ = {data::value_or_throw(arrow::Concatenate(chunks_, data::arrow_pool()), "joining columns")};
  return chunks_[0];
}

void RowOfGroup::keep(const arrow::Array& array) {
  std::vector<std::int64_t> rows;
  rows.reserve(changed_.size());
  for (const auto group : changed_) {
    const auto row = kNone - 1 - places_[group];
    places_[group] = kept_.count() + std::int64_t(rows.size());
    rows.push_back(row);
  }
  changed_.clear();
  kept_.keep(array, rows);
  if (kept_.count() > 2 * (std::int64_t(places_.size()) + kBatchRows)) forget_replaced();
}

void RowOfGroup::forget_replaced() {
  const auto current = rows();
  kept_ = KeptRows(type_);
  kept_.keep_all(current);
  for (std::size_t i = 0; i < places_.size(); ++i)
    if (places_[i] != kNone) places_[i] = std::int64_t(i);
}

ArrayPtr KeptRows::gather(const std::vector<std::int64_t>& positions) { return taken(rows(), positions); }

}  // namespace tusk::kernels::aggregate
