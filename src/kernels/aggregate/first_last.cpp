// first and last: of the values that are not missing, or of all rows.
#include "kernels/aggregate/column_values.h"
#include "kernels/aggregate/families.h"
#include "kernels/aggregate/kept_rows.h"

namespace tusk::kernels::aggregate {

namespace {

enum class End : std::uint8_t { First, Last };

class EndRows final : public Accumulator {
 public:
  EndRows(TypePtr type, End end, bool skips_missing)
      : rows_(std::move(type)), end_(end), skips_missing_(skips_missing) {}

  void consume(Arrays columns, const RowGroups& groups) override {
    rows_.resize(groups.group_count);
    const auto see = [&](std::int64_t row) {
      if (end_ == End::Last || !rows_.has_row(groups[row])) rows_.set(groups[row], row);
    };
    if (skips_missing_) {
      for_each_present_row(*columns[0], see);
    } else {
      for (std::int64_t row = 0; row < groups.row_count; ++row) see(row);
    }
    rows_.keep(*columns[0]);
  }
  void merge(Arrays state, const RowGroups& groups) override { consume(state, groups); }
  arrow::ArrayVector state(std::uint32_t group_count) override { return {finish(group_count)}; }
  ArrayPtr finish(std::uint32_t group_count) override {
    rows_.resize(group_count);
    return rows_.rows();
  }

 private:
  RowOfGroup rows_;
  End end_;
  bool skips_missing_;
};

TypePtr end_type(const Aggregate&, Types types) { return types[0]; }

template <End kEnd>
AccumulatorPtr make_end(const Aggregate& aggregate, Types types) {
  return std::make_unique<EndRows>(types[0], kEnd, option(aggregate, "skipna", true));
}

}  // namespace

std::span<const AggregateFunction> first_and_last() {
  static const std::vector<AggregateFunction> functions{
      {"first", {"skipna"}, end_type, make_end<End::First>, false},
      {"last", {"skipna"}, end_type, make_end<End::Last>, false},
  };
  return functions;
}

}  // namespace tusk::kernels::aggregate
