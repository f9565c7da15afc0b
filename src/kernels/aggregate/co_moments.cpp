// cov and corr of two columns, over the rows in which neither is missing.
//
// The means and the sums of products of deviations from them are updated row by row (Welford 1962) and merged pairwise
// (Chan, Golub and LeVeque 1979).
#include <array>
#include <cmath>

#include <arrow/compute/cast.h>
#include <arrow/compute/exec.h>
#include <arrow/type.h>

#include <tusk/core/error.h>

#include "kernels/aggregate/build_array.h"
#include "kernels/aggregate/column_values.h"
#include "kernels/aggregate/families.h"
#include "kernels/arrow_compute.h"

namespace tusk::kernels::aggregate {

namespace {

struct CoMoments {
  double count = 0, mean_x = 0, mean_y = 0, xx = 0, xy = 0, yy = 0;
};

void merge_co_moments(CoMoments& a, const CoMoments& b) {
  if (b.count == 0) return;
  const double count = a.count + b.count, weight = a.count * b.count / count;
  const double dx = b.mean_x - a.mean_x, dy = b.mean_y - a.mean_y;
  a.xx += b.xx + dx * dx * weight;
  a.xy += b.xy + dx * dy * weight;
  a.yy += b.yy + dy * dy * weight;
  a.mean_x += dx * b.count / count;
  a.mean_y += dy * b.count / count;
  a.count = count;
}

ArrayPtr as_doubles(const ArrayPtr& array) {
  if (array->type_id() == arrow::Type::DOUBLE) return array;
  initialize_arrow_compute();
  arrow::compute::ExecContext context(data::arrow_pool());
  context.set_use_threads(false);
  const auto options = arrow::compute::CastOptions::Unsafe(arrow::float64());
  return data::value_or_throw(arrow::compute::Cast(*array, options.to_type, options, &context), "reading numbers");
}

class CoMomentSums final : public Accumulator {
 public:
  CoMomentSums(bool is_correlation, double least_count, double ddof)
      : is_correlation_(is_correlation), least_count_(least_count), ddof_(ddof) {}

  void consume(Arrays columns, const RowGroups& groups) override {
    moments_.resize(groups.group_count);
    const ArrayPtr xs = as_doubles(columns[0]), ys = as_doubles(columns[1]);
    const Values<double> second(*ys);
    for_each_present<double>(*xs, [&](std::int64_t row, double x) {
      if (ys->IsNull(row) || second[row] != second[row]) return;
      auto& moments = moments_[groups[row]];
      const double dx = x - moments.mean_x, dy = second[row] - moments.mean_y;
      ++moments.count;
      moments.mean_x += dx / moments.count;
      moments.mean_y += dy / moments.count;
      moments.xx += dx * (x - moments.mean_x);
      moments.xy += dx * (second[row] - moments.mean_y);
      moments.yy += dy * (second[row] - moments.mean_y);
    });
  }

  void merge(Arrays state, const RowGroups& groups) override {
    moments_.resize(groups.group_count);
    for (std::int64_t row = 0; row < groups.row_count; ++row) {
      CoMoments moments;
      for (std::size_t i = 0; i < kMembers.size(); ++i) moments.*kMembers[i] = Values<double>(*state[i])[row];
      merge_co_moments(moments_[groups[row]], moments);
    }
  }

  arrow::ArrayVector state(std::uint32_t group_count) override {
    moments_.resize(group_count);
    arrow::ArrayVector state;
    for (const auto member : kMembers)
      state.push_back(build_array<double>(group_count, [&](auto i) { return moments_[std::size_t(i)].*member; }));
    return state;
  }

  ArrayPtr finish(std::uint32_t group_count) override {
    moments_.resize(group_count);
    return build_array<double>(
        arrow::float64(), group_count, [&](auto i) { return result_of(moments_[std::size_t(i)]); },
        [&](auto i) {
          const auto& moments = moments_[std::size_t(i)];
          return moments.count >= std::max(1.0, least_count_) && !std::isnan(result_of(moments));
        });
  }

 private:
  static constexpr std::array kMembers{&CoMoments::count, &CoMoments::mean_x, &CoMoments::mean_y,
                                       &CoMoments::xx,    &CoMoments::xy,     &CoMoments::yy};

  double result_of(const CoMoments& moments) const {
    if (!is_correlation_) return moments.count > ddof_ ? moments.xy / (moments.count - ddof_) : std::nan("");
    const double scale = std::sqrt(moments.xx) * std::sqrt(moments.yy);
    return scale == 0 ? std::nan("") : std::clamp(moments.xy / scale, -1.0, 1.0);
  }

  bool is_correlation_;
  double least_count_;
  double ddof_;
  std::vector<CoMoments> moments_;
};

TypePtr co_moment_type(const Aggregate& aggregate, Types types) {
  if (types.size() < 2) throw ValueError(aggregate.function + " is of two columns: name the second by 'other'");
  for (const auto& type : types)
    if (!arrow::is_integer(type->id()) && !arrow::is_floating(type->id()) && type->id() != arrow::Type::BOOL)
      refuse(aggregate, *type);
  return arrow::float64();
}

template <bool kIsCorrelation>
AccumulatorPtr make_co_moments(const Aggregate& aggregate, Types) {
  return std::make_unique<CoMomentSums>(kIsCorrelation, double(option<std::int64_t>(aggregate, "min_periods", 1)),
                                        double(option<std::int64_t>(aggregate, "ddof", 1)));
}

}  // namespace

std::span<const AggregateFunction> co_moments() {
  static const std::vector<AggregateFunction> functions{
      {"cov", {"other", "min_periods", "ddof"}, co_moment_type, make_co_moments<false>, false},
      {"corr", {"other", "min_periods"}, co_moment_type, make_co_moments<true>, false},
  };
  return functions;
}

}  // namespace tusk::kernels::aggregate
