#include "kernels/counted_values.h"

#include <algorithm>
#include <bit>

#include <arrow/array.h>
#include <arrow/array/concatenate.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/order_bits.h"
#include "kernels/row_keys.h"
#include "kernels/row_tables.h"
#include "kernels/text_rows.h"

namespace tusk::kernels {

namespace {

// Integers of so small a range are counted by place.
constexpr std::uint64_t kSmallRange = 4096;
// Neighbours that are equal are counted apart, so that they don't wait for each other.
constexpr std::size_t kLanes = 4;

// How often each value from `least` on is there.
template <class T>
std::vector<std::uint32_t> counts_by_place(const RowValues<T>& rows, T least, std::size_t range) {
  std::vector<std::uint32_t> lanes(range * kLanes);
  for (std::int64_t row = 0; row < rows.size; ++row)
    ++lanes[(std::uint64_t(rows.values[row]) - std::uint64_t(least)) * kLanes + std::uint64_t(row) % kLanes];
  std::vector<std::uint32_t> counts(range);
  for (std::size_t i = 0; i < lanes.size(); ++i) counts[i / kLanes] += lanes[i];
  return counts;
}

}  // namespace

CountedValues::CountedValues(const TypePtr& type, bool drops_missing, const char* what)
    : type_(decoded_type(type)), drops_missing_(drops_missing) {
  if (can_be_key(*type_)) return;
  throw TypeError(fmt::format("{} of numbers, times, texts and bytes, not of {}", what, type_->ToString()));
}

void CountedValues::count_missing(std::int64_t row, std::int64_t weight) {
  if (drops_missing_) return;
  if (missing_place_ < 0) missing_place_ = std::int64_t(counts_.size()), new_rows_.push_back(row);
  missing_count_ += weight;
}

template <class T>
bool CountedValues::add_known_range(const RowValues<T>& rows) {
  if (rows.size < std::int64_t(kSmallRange) || rows.validity) return false;
  T least = rows.values[0], most = least;
  for (std::int64_t row = 0; row < rows.size; ++row) {
    least = std::min(least, rows.values[row]);
    most = std::max(most, rows.values[row]);
  }
  const std::uint64_t range = std::uint64_t(most) - std::uint64_t(least) + 1;
  if (range == 0 || range > kSmallRange) return false;
  const std::vector<std::uint32_t> counts = counts_by_place(rows, least, std::size_t(range));
  const auto code_of = [&](std::size_t place) { return words_.find(OrderWord<T>(T(std::uint64_t(least) + place))); };
  for (std::size_t place = 0; place < counts.size(); ++place)
    if (counts[place] > 0 && code_of(place) < 0) return false;
  for (std::size_t place = 0; place < counts.size(); ++place)
    if (counts[place] > 0) counts_[std::size_t(code_of(place))] += counts[place];
  return true;
}

template <class T>
void CountedValues::add_words(const RowValues<T>& rows, const std::int64_t* weights) {
  if constexpr (std::is_integral_v<T>) {
    if (!weights && add_known_range(rows)) return;
  }
  for (std::int64_t row = 0; row < rows.size; ++row) {
    const std::int64_t weight = weights ? weights[row] : 1;
    if (rows.is_missing(row)) {
      count_missing(row, weight);
      continue;
    }
    T value = rows.values[row];
    if constexpr (std::is_floating_point_v<T>) value += T{0};  // -0.0 is 0.0
    count(words_.code(std::bit_cast<OrderWord<T>>(value)), row, weight);
  }
}

// Neighbours are often equal, and then need no look-up.
void CountedValues::add_texts(const arrow::Array& column, const std::int64_t* weights) {
  std::string_view last;
  std::int64_t last_code = -1;
  visit_texts(column, [&](std::int64_t row, std::string_view text) {
    const std::int64_t weight = weights ? weights[row] : 1;
    if (!text.data()) return count_missing(row, weight);
    if (last_code < 0 || text != last) last = text, last_code = texts_.code(text);
    count(last_code, row, weight);
  });
}

void CountedValues::add(const ArrayPtr& column, const std::int64_t* weights) {
  const ArrayPtr decoded = decoded_array(column);
  const ArrayPtr plain = plain_array(decoded);
  new_rows_.clear();
  const bool has_word = with_word(
      *plain->type(), [&]<class T>(std::type_identity<T>) { add_words(RowValues<T>(*plain->data()), weights); });
  if (!has_word && plain->type_id() == arrow::Type::NA) {
    for (std::int64_t row = 0; row < plain->length(); ++row) count_missing(row, weights ? weights[row] : 1);
  } else if (!has_word) {
    add_texts(*plain, weights);
  }
  if (!new_rows_.empty()) values_.push_back(taken_values(decoded, new_rows_));
}

ArrayPtr CountedValues::values() const {
  if (values_.empty()) return missing_array(type_, 0);
  return data::value_or_throw(arrow::Concatenate(values_, data::arrow_pool()), "counting values");
}

std::vector<std::int64_t> CountedValues::counts() const {
  std::vector<std::int64_t> counts = counts_;
  if (missing_place_ >= 0) counts.insert(counts.begin() + missing_place_, missing_count_);
  return counts;
}

}  // namespace tusk::kernels
