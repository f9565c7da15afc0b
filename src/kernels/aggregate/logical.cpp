// any and all: whether some value, or each, is true: not zero, not an empty text. Of no values: false, and true.
#include <arrow/array/array_binary.h>
#include <arrow/type.h>

#include "kernels/aggregate/build_array.h"
#include "kernels/aggregate/column_values.h"
#include "kernels/aggregate/families.h"

namespace tusk::kernels::aggregate {

namespace {

class Truths final : public Accumulator {
 public:
  // With `wanted` true: any, with false: all (no value is false).
  Truths(bool wanted, bool skips_missing) : wanted_(wanted), skips_missing_(skips_missing) {}

  void consume(Arrays columns, const RowGroups& groups) override {
    truths_.resize(groups.group_count, !wanted_);
    const auto& array = *columns[0];
    if (wanted_ && !skips_missing_) see_missing(array, groups);
    if (array.type_id() == arrow::Type::LARGE_STRING) return see_texts<arrow::LargeStringArray>(array, groups);
    if (array.type_id() == arrow::Type::STRING) return see_texts<arrow::StringArray>(array, groups);
    with_stored_type(*array.type(), [&]<class T>() {
      for_each_present<T>(array, [&](std::int64_t row, T value) { see(groups[row], value != T(0)); });
    });
  }

  void merge(Arrays state, const RowGroups& groups) override {
    truths_.resize(groups.group_count, !wanted_);
    const Values<bool> truths(*state[0]);
    for (std::int64_t row = 0; row < groups.row_count; ++row) see(groups[row], truths[row]);
  }
  arrow::ArrayVector state(std::uint32_t group_count) override { return {finish(group_count)}; }
  ArrayPtr finish(std::uint32_t group_count) override {
    truths_.resize(group_count, !wanted_);
    return build_array<bool>(group_count, [&](auto i) { return truths_[std::size_t(i)] != 0; });
  }

 private:
  void see(std::uint32_t group, bool truth) {
    if (truth == wanted_) truths_[group] = wanted_;
  }

  template <class Array>
  void see_texts(const arrow::Array& array, const RowGroups& groups) {
    const auto& texts = static_cast<const Array&>(array);
    for_each_valid(array, [&](std::int64_t row) { see(groups[row], texts.value_length(row) != 0); });
  }

  // A missing value that is not skipped is true.
  void see_missing(const arrow::Array& array, const RowGroups& groups) {
    for (std::int64_t row = 0; row < groups.row_count; ++row)
      if (is_missing(array, row)) see(groups[row], true);
  }

  bool wanted_;
  bool skips_missing_;
  std::vector<std::uint8_t> truths_;
};

TypePtr truth_type(const Aggregate& aggregate, Types types) {
  using arrow::Type;
  const auto id = types[0]->id();
  const bool is_text = id == Type::STRING || id == Type::LARGE_STRING;
  const bool is_number = id == Type::BOOL || id == Type::FLOAT || id == Type::DOUBLE || arrow::is_integer(id);
  if (!is_text && !is_number) refuse(aggregate, *types[0]);
  return arrow::boolean();
}

template <bool kWanted>
AccumulatorPtr make_truths(const Aggregate& aggregate, Types) {
  return std::make_unique<Truths>(kWanted, option(aggregate, "skipna", true));
}

}  // namespace

std::span<const AggregateFunction> logical() {
  static const std::vector<AggregateFunction> functions{
      {"any", {"skipna"}, truth_type, make_truths<true>, false},
      {"all", {"skipna"}, truth_type, make_truths<false>, false},
  };
  return functions;
}

}  // namespace tusk::kernels::aggregate
