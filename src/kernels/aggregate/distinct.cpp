// nunique, the number of distinct values, unique, these values, and list, all values.
#include <arrow/array/array_nested.h>
#include <arrow/array/array_primitive.h>
#include <arrow/buffer.h>
#include <arrow/type.h>

#include "kernels/aggregate/build_array.h"
#include "kernels/aggregate/column_values.h"
#include "kernels/aggregate/families.h"
#include "kernels/aggregate/kept_rows.h"
#include "kernels/aggregate/lists.h"
#include "kernels/group_index.h"

namespace tusk::kernels::aggregate {

namespace {

std::vector<std::uint32_t> ids_of(const RowGroups& groups) {
  if (!groups.ids) return std::vector<std::uint32_t>(std::size_t(groups.row_count), 0);
  return {groups.ids, groups.ids + groups.row_count};
}

enum class DistinctResult : std::uint8_t { Count, CountPresent, Values };

// Indexes the pairs of a group and a value.
class DistinctValues final : public Accumulator {
 public:
  DistinctValues(const TypePtr& type, DistinctResult result) : pairs_({arrow::uint32(), type}), result_(result) {}

  void consume(Arrays columns, const RowGroups& groups) override { add(ids_of(groups), columns[0]); }
  void merge(Arrays state, const RowGroups& groups) override {
    const auto elements = elements_of(*state[0], groups);
    add(elements.ids, elements.values);
  }
  arrow::ArrayVector state(std::uint32_t group_count) override {
    const auto pairs = pairs_.keys();
    const auto ids = pair_groups(*pairs[0]);
    return {lists_of<arrow::LargeListArray>(pairs[1], ids, group_count)};
  }
  ArrayPtr finish(std::uint32_t group_count) override {
    const auto pairs = pairs_.keys();
    const auto ids = pair_groups(*pairs[0]);
    if (result_ == DistinctResult::Values) return lists_of<arrow::ListArray>(pairs[1], ids, group_count);
    std::vector<std::int64_t> counts(group_count);
    for (std::size_t i = 0; i < ids.size(); ++i)
      if (result_ == DistinctResult::Count || pairs[1]->IsValid(std::int64_t(i))) ++counts[ids[i]];
    return build_array<std::int64_t>(group_count, [&](auto i) { return counts[std::size_t(i)]; });
  }

 private:
  void add(const std::vector<std::uint32_t>& ids, const ArrayPtr& values) {
    const auto id_array = std::make_shared<arrow::UInt32Array>(std::int64_t(ids.size()), arrow::Buffer::Wrap(ids));
    const arrow::ArrayVector pairs{id_array, values};
    pairs_.groups_of(pairs);
  }
  static std::vector<std::uint32_t> pair_groups(const arrow::Array& ids) {
    const Values<std::uint32_t> values(ids);
    return {values.data(), values.data() + ids.length()};
  }

  GroupIndex pairs_;
  DistinctResult result_;
};

class Lists final : public Accumulator {
 public:
  explicit Lists(TypePtr type) : values_(std::move(type)) {}

  void consume(Arrays columns, const RowGroups& groups) override { add(ids_of(groups), columns[0]); }
  void merge(Arrays state, const RowGroups& groups) override {
    const auto elements = elements_of(*state[0], groups);
    add(elements.ids, elements.values);
  }
  arrow::ArrayVector state(std::uint32_t group_count) override {
    return {lists_of<arrow::LargeListArray>(values_.rows(), ids_, group_count)};
  }
  ArrayPtr finish(std::uint32_t group_count) override {
    return lists_of<arrow::ListArray>(values_.rows(), ids_, group_count);
  }

 private:
  void add(const std::vector<std::uint32_t>& ids, const ArrayPtr& values) {
    values_.keep_all(values);
    ids_.insert(ids_.end(), ids.begin(), ids.end());
  }

  KeptRows values_;
  std::vector<std::uint32_t> ids_;
};

TypePtr nunique_type(const Aggregate&, Types types) {
  (void)GroupIndex({types[0]});
  return arrow::int64();
}

TypePtr list_type(const Aggregate&, Types types) { return arrow::list(types[0]); }

AccumulatorPtr make_nunique(const Aggregate& aggregate, Types types) {
  return std::make_unique<DistinctValues>(
      types[0], option(aggregate, "dropna", true) ? DistinctResult::CountPresent : DistinctResult::Count);
}

TypePtr unique_type(const Aggregate& aggregate, Types types) {
  (void)nunique_type(aggregate, types);
  return arrow::list(types[0]);
}

AccumulatorPtr make_unique_values(const Aggregate&, Types types) {
  return std::make_unique<DistinctValues>(types[0], DistinctResult::Values);
}

AccumulatorPtr make_list(const Aggregate&, Types types) { return std::make_unique<Lists>(types[0]); }

}  // namespace

std::span<const AggregateFunction> distinct_values() {
  static const std::vector<AggregateFunction> functions{
      {"nunique", {"dropna"}, nunique_type, make_nunique, false, true},
      {"unique", {}, unique_type, make_unique_values, false, true},
      {"list", {}, list_type, make_list, false, true},
  };
  return functions;
}

}  // namespace tusk::kernels::aggregate
