#include <algorithm>

#include <arrow/array/builder_primitive.h>
#include <arrow/array/util.h>

#include "data/arrow_pool.h"
#include "kernels/aggregate/build_array.h"
#include "kernels/aggregate/column_values.h"
#include "kernels/aggregate/families.h"
#include "kernels/aggregate/kept_rows.h"

namespace tusk::kernels::aggregate {

namespace {

class NullWhereMissing final : public Accumulator {
 public:
  explicit NullWhereMissing(AccumulatorPtr inner) : inner_(std::move(inner)) {}

  void consume(Arrays columns, const RowGroups& groups) override {
    inner_->consume(columns, groups);
    has_missing_.resize(groups.group_count);
    const auto length = groups.row_count;
    std::int64_t present_end = 0;  // rows between two present ones are missing
    const auto mark = [&](std::int64_t begin, std::int64_t end) {
      for (auto row = begin; row < end; ++row) has_missing_[groups[row]] = true;
    };
    for_each_present_row(*columns[0], [&](std::int64_t row) { mark(present_end, row), present_end = row + 1; });
    mark(present_end, length);
  }

  void merge(Arrays state, const RowGroups& groups) override {
    inner_->merge(state.first(state.size() - 1), groups);
    has_missing_.resize(groups.group_count);
    const Values<bool> has_missing(*state.back());
    for (std::int64_t row = 0; row < groups.row_count; ++row)
      if (has_missing[row]) has_missing_[groups[row]] = true;
  }

  arrow::ArrayVector state(std::uint32_t group_count) override {
    auto state = inner_->state(group_count);
    has_missing_.resize(group_count);
    state.push_back(build_array<bool>(group_count, [&](auto i) { return bool(has_missing_[std::size_t(i)]); }));
    return state;
  }

  ArrayPtr finish(std::uint32_t group_count) override {
    has_missing_.resize(group_count);
    auto result = inner_->finish(group_count);
    if (std::ranges::find(has_missing_, true) == has_missing_.end()) return result;
    std::vector<std::int64_t> rows(group_count);
    for (std::size_t i = 0; i < group_count; ++i) rows[i] = has_missing_[i] ? -1 : std::int64_t(i);
    return taken(result, rows);
  }

 private:
  AccumulatorPtr inner_;
  std::vector<bool> has_missing_;
};

}  // namespace

AccumulatorPtr null_where_missing(AccumulatorPtr accumulator) {
  return std::make_unique<NullWhereMissing>(std::move(accumulator));
}

}  // namespace tusk::kernels::aggregate
