#include "kernels/group_index.h"

#include <algorithm>

#include <tusk/core/error.h>

#include "kernels/aggregate/build_array.h"
#include "kernels/aggregate/column_values.h"
#include "kernels/aggregate/kept_rows.h"
#include "kernels/key_column.h"
#include "kernels/word_index.h"

namespace tusk::kernels {

using ArrayPtr = std::shared_ptr<arrow::Array>;

// Numbers pairs of numbers. While both are small their word is small, and WordIndex has a table.
class PairIndex {
 public:
  // firsts[i] becomes the number of the pair of firsts[i] and seconds[i]. The counts are of all numbers so far.
  void number_pairs(std::uint32_t* firsts, std::uint32_t first_count, const std::uint32_t* seconds,
                    std::uint32_t second_count, std::int64_t count) {
    if (count == 0) return;
    const bool is_small = first_count <= kSmall && second_count <= kSmall;
    index_.expect(0, is_small ? word(first_count - 1, kSmall - 1) : std::numeric_limits<std::int64_t>::max());
    for (std::int64_t i = 0; i < count; ++i) firsts[i] = index_.number_of(word(firsts[i], seconds[i]));
  }
  std::uint32_t count() const { return index_.count(); }

 private:
  static constexpr int kSmallBits = 10;
  static constexpr std::uint64_t kSmall = std::uint64_t(1) << kSmallBits;

  // Both numbers' high bits, and then their low ones.
  static std::int64_t word(std::uint64_t first, std::uint64_t second) {
    const auto high = (first >> kSmallBits) << 42 | (second >> kSmallBits) << 20;
    return std::int64_t(high | (first % kSmall) << kSmallBits | second % kSmall);
  }

  WordIndex index_;
};

namespace {

template <class T>
ArrayPtr normal_floats(const ArrayPtr& array) {
  const aggregate::Values<T> values(*array);
  return aggregate::build_array<T>(
      array->type(), array->length(), [&](auto row) { return values[row] + T(0); },
      [&](auto row) { return array->IsValid(row) && values[row] == values[row]; });
}

// With NaN as null and -0.0 as 0.0.
ArrayPtr normal_keys(const ArrayPtr& array) {
  switch (array->type_id()) {
    case arrow::Type::FLOAT: return normal_floats<float>(array);
    case arrow::Type::DOUBLE: return normal_floats<double>(array);
    default: return array;
  }
}

}  // namespace

class GroupIndex::Columns {
 public:
  explicit Columns(std::vector<TypePtr> types) {
    TUSK_CHECK(!types.empty(), "groups have at least one key");
    for (auto& type : types) {
      columns_.push_back(make_key_column(*type));
      kept_.emplace_back(std::move(type));
    }
    pairs_.resize(types.size() - 1);
  }

  std::span<const std::uint32_t> groups_of(std::span<const ArrayPtr> keys) {
    const auto seen = count();
    const auto length = keys[0]->length();
    groups_.resize(std::size_t(length));
    columns_[0]->number_rows(*keys[0], groups_.data());
    for (std::size_t i = 1; i < keys.size(); ++i) {
      seconds_.resize(std::size_t(length));
      columns_[i]->number_rows(*keys[i], seconds_.data());
      const auto first_count = i == 1 ? columns_[0]->count() : pairs_[i - 2].count();
      pairs_[i - 1].number_pairs(groups_.data(), first_count, seconds_.data(), columns_[i]->count(), length);
    }
    if (count() > seen) keep_first_rows(keys, seen);
    return groups_;
  }

  std::uint32_t count() const { return pairs_.empty() ? columns_[0]->count() : pairs_.back().count(); }

  arrow::ArrayVector keys() {
    arrow::ArrayVector keys;
    for (auto& column : kept_) keys.push_back(column.rows());
    return keys;
  }

 private:
  void keep_first_rows(std::span<const ArrayPtr> keys, std::uint32_t next) {
    std::vector<std::int64_t> rows;
    for (std::size_t row = 0; row < groups_.size(); ++row)
      if (groups_[row] == next) rows.push_back(std::int64_t(row)), ++next;
    for (std::size_t i = 0; i < keys.size(); ++i) kept_[i].keep_all(normal_keys(aggregate::taken(keys[i], rows)));
  }

  std::vector<std::unique_ptr<KeyColumn>> columns_;
  std::vector<PairIndex> pairs_;  // of the columns before and the next one
  std::vector<aggregate::KeptRows> kept_;
  std::vector<std::uint32_t> groups_;
  std::vector<std::uint32_t> seconds_;
};

GroupIndex::GroupIndex(std::vector<TypePtr> key_types) : columns_(std::make_unique<Columns>(std::move(key_types))) {}
GroupIndex::~GroupIndex() = default;
GroupIndex::GroupIndex(GroupIndex&&) noexcept = default;
GroupIndex& GroupIndex::operator=(GroupIndex&&) noexcept = default;

std::span<const std::uint32_t> GroupIndex::groups_of(std::span<const ArrayPtr> keys) {
  return columns_->groups_of(keys);
}

std::uint32_t GroupIndex::group_count() const { return columns_->count(); }

arrow::ArrayVector GroupIndex::keys() { return columns_->keys(); }

}  // namespace tusk::kernels
