// count (values that are not missing) and size (rows).
#include <vector>

#include <arrow/type.h>

#include "kernels/aggregate/build_array.h"
#include "kernels/aggregate/column_values.h"
#include "kernels/aggregate/families.h"

namespace tusk::kernels::aggregate {

namespace {

class Counts : public Accumulator {
 public:
  void merge(Arrays state, const RowGroups& groups) override {
    counts_.resize(groups.group_count);
    const Values<std::int64_t> counts(*state[0]);
    for (std::int64_t row = 0; row < groups.row_count; ++row) counts_[groups[row]] += counts[row];
  }
  arrow::ArrayVector state(std::uint32_t group_count) override { return {finish(group_count)}; }
  ArrayPtr finish(std::uint32_t group_count) override {
    counts_.resize(group_count);
    return build_array<std::int64_t>(group_count, [&](std::int64_t i) { return counts_[std::size_t(i)]; });
  }

 protected:
  std::vector<std::int64_t> counts_;
};

class RowCounts final : public Counts {
 public:
  void consume(Arrays, const RowGroups& groups) override {
    counts_.resize(groups.group_count);
    for_each_run(groups, [counts = counts_.data()](std::uint32_t group, std::int64_t begin, std::int64_t end) {
      counts[group] += end - begin;
    });
  }
};

template <class T>
std::int64_t count_of_numbers(const arrow::Array& array) {
  const T* values = Values<T>(array).data();
  std::int64_t count = 0;
  for (std::int64_t row = 0; row < array.length(); ++row) count += values[row] == values[row];
  return count;
}

std::int64_t count_present(const arrow::Array& array) {
  const bool has_nulls = array.null_count() != 0;
  if (array.type_id() == arrow::Type::DOUBLE && !has_nulls) return count_of_numbers<double>(array);
  if (array.type_id() == arrow::Type::FLOAT && !has_nulls) return count_of_numbers<float>(array);
  if (!arrow::is_floating(array.type_id())) return array.length() - array.null_count();
  std::int64_t count = 0;
  for_each_present_row(array, [&](std::int64_t) { ++count; });
  return count;
}

class PresentCounts final : public Counts {
 public:
  void consume(Arrays columns, const RowGroups& groups) override {
    counts_.resize(groups.group_count);
    if (groups.ids == nullptr) {
      counts_[0] += count_present(*columns[0]);
    } else {
      for_each_present_row(*columns[0],
                           [counts = counts_.data(), ids = groups.ids](std::int64_t row) { ++counts[ids[row]]; });
    }
  }
};

TypePtr count_type(const Aggregate&, Types) { return arrow::int64(); }

AccumulatorPtr make_count(const Aggregate&, Types) { return std::make_unique<PresentCounts>(); }

AccumulatorPtr make_size(const Aggregate&, Types) { return std::make_unique<RowCounts>(); }

}  // namespace

std::span<const AggregateFunction> counts() {
  static const std::vector<AggregateFunction> functions{
      {"count", {"skipna"}, count_type, make_count, false},
      {"size", {"skipna"}, count_type, make_size, false},
  };
  return functions;
}

}  // namespace tusk::kernels::aggregate
