// var, std, sem, skew and kurt: from the count, the mean and the sums of powers of deviations from it.
//
// A batch's moments are found in two passes, and batches' moments are merged (Chan, Golub and LeVeque 1979 for the
// second, Terriberry 2007 for higher ones), so that no large numbers are subtracted. The bias is corrected as pandas
// does it (G1 and G2 of Joanes and Gill 1998).
#include <array>
#include <cmath>

#include <arrow/type.h>

#include "kernels/aggregate/build_array.h"
#include "kernels/aggregate/column_values.h"
#include "kernels/aggregate/families.h"

namespace tusk::kernels::aggregate {

namespace {

enum class MomentResult : std::uint8_t { Variance, Deviation, ErrorOfMean, Skewness, Kurtosis };

// The count, the mean and the sums of the second to fourth powers of deviations from it.
struct Moments {
  double count = 0, mean = 0, second = 0, third = 0, fourth = 0;
};

void merge_moments(Moments& a, const Moments& b, bool has_higher) {
  if (b.count == 0) return;
  if (a.count == 0) return void(a = b);
  const double count = a.count + b.count, delta = b.mean - a.mean, step = delta / count;
  const double both = delta * step * a.count * b.count;
  if (has_higher) {
    a.fourth += b.fourth + both * step * step * (a.count * a.count - a.count * b.count + b.count * b.count) +
                6 * step * step * (a.count * a.count * b.second + b.count * b.count * a.second) +
                4 * step * (a.count * b.third - b.count * a.third);
    a.third += b.third + both * step * (a.count - b.count) + 3 * step * (a.count * b.second - b.count * a.second);
  }
  a.second += b.second + both;
  a.mean += step * b.count;
  a.count = count;
}

double variance(const Moments& moments, double ddof) { return moments.second / (moments.count - ddof); }

double skewness(const Moments& moments) {
  if (moments.second == 0) return 0;
  const double n = moments.count;
  return n * std::sqrt(n - 1) / (n - 2) * (moments.third / std::pow(moments.second, 1.5));
}

double kurtosis(const Moments& moments) {
  if (moments.second == 0) return 0;
  const double n = moments.count;
  const double numerator = n * (n + 1) * (n - 1) * moments.fourth;
  const double denominator = (n - 2) * (n - 3) * moments.second * moments.second;
  return numerator / denominator - 3 * (n - 1) * (n - 1) / ((n - 2) * (n - 3));
}

class MomentSums final : public Accumulator {
 public:
  MomentSums(TypePtr type, MomentResult result, double ddof) : type_(std::move(type)), result_(result), ddof_(ddof) {}

  void consume(Arrays columns, const RowGroups& groups) override {
    moments_.resize(groups.group_count);
    batch_.resize(groups.group_count);
    with_stored_type(*columns[0]->type(), [&]<class T>() { consume_values<T>(*columns[0], groups); });
  }

  void merge(Arrays state, const RowGroups& groups) override {
    moments_.resize(groups.group_count);
    const Values<double> count(*state[0]), mean(*state[1]), second(*state[2]);
    for (std::int64_t row = 0; row < groups.row_count; ++row) {
      Moments moments{count[row], mean[row], second[row], 0, 0};
      if (has_higher()) moments.third = Values<double>(*state[3])[row], moments.fourth = Values<double>(*state[4])[row];
      merge_moments(moments_[groups[row]], moments, has_higher());
    }
  }

  arrow::ArrayVector state(std::uint32_t group_count) override {
    moments_.resize(group_count);
    arrow::ArrayVector state;
    constexpr std::array kMembers{&Moments::count, &Moments::mean, &Moments::second, &Moments::third, &Moments::fourth};
    for (const auto member : std::span(kMembers).first(has_higher() ? 5 : 3))
      state.push_back(build_array<double>(group_count, [&](auto i) { return moments_[std::size_t(i)].*member; }));
    return state;
  }

  ArrayPtr finish(std::uint32_t group_count) override {
    moments_.resize(group_count);
    const auto value = [&](auto i) { return result_of(moments_[std::size_t(i)]); };
    const auto is_present = [&](auto i) { return moments_[std::size_t(i)].count > least_count(); };
    if (type_->id() == arrow::Type::FLOAT) return build_array<float>(type_, group_count, value, is_present);
    if (type_->id() == arrow::Type::DOUBLE) return build_array<double>(type_, group_count, value, is_present);
    return build_array<std::int64_t>(type_, group_count, value, is_present);
  }

 private:
  bool has_higher() const { return result_ == MomentResult::Skewness || result_ == MomentResult::Kurtosis; }

  // There is a result for more values than this.
  double least_count() const {
    if (result_ == MomentResult::Skewness) return 2;
    return result_ == MomentResult::Kurtosis ? 3 : ddof_;
  }

  double result_of(const Moments& moments) const {
    switch (result_) {
      case MomentResult::Variance: return variance(moments, ddof_);
      case MomentResult::Deviation: return std::sqrt(variance(moments, ddof_));
      case MomentResult::ErrorOfMean: return std::sqrt(variance(moments, ddof_) / moments.count);
      case MomentResult::Skewness: return skewness(moments);
      case MomentResult::Kurtosis: return kurtosis(moments);
    }
    return 0;
  }

  template <class T>
  void consume_values(const arrow::Array& array, const RowGroups& groups) {
    auto* batch = batch_.data();
    for_each_present<T>(array, [&](std::int64_t row, T value) {
      auto& moments = batch[groups[row]];
      if (moments.count == 0) touched_.push_back(groups[row]);
      ++moments.count;
      moments.mean += double(value);
    });
    for (const auto group : touched_) batch_[group].mean /= batch_[group].count;
    if (has_higher()) {
      add_powers<T, true>(array, groups);
    } else {
      add_powers<T, false>(array, groups);
    }
    for (const auto group : touched_) {
      merge_moments(moments_[group], batch_[group], has_higher());
      batch_[group] = {};
    }
    touched_.clear();
  }

  template <class T, bool kHasHigher>
  void add_powers(const arrow::Array& array, const RowGroups& groups) {
    for_each_present<T>(array, [&, batch = batch_.data()](std::int64_t row, T value) {
      auto& moments = batch[groups[row]];
      const double deviation = double(value) - moments.mean;
      const double square = deviation * deviation;
      moments.second += square;
      if constexpr (kHasHigher) {
        moments.third += square * deviation;
        moments.fourth += square * square;
      }
    });
  }

  TypePtr type_;
  MomentResult result_;
  double ddof_;
  std::vector<Moments> moments_;
  std::vector<Moments> batch_;          // of the batch at hand, all zero between batches
  std::vector<std::uint32_t> touched_;  // the groups that it has
};

TypePtr moment_type(const Aggregate& aggregate, Types types) {
  using arrow::Type;
  const auto id = types[0]->id();
  if (id == Type::FLOAT || (id == Type::DURATION && aggregate.function == "std")) return types[0];
  if (id != Type::DOUBLE && id != Type::BOOL && !arrow::is_integer(id)) refuse(aggregate, *types[0]);
  return arrow::float64();
}

template <MomentResult kResult>
AccumulatorPtr make_moment(const Aggregate& aggregate, Types types) {
  return std::make_unique<MomentSums>(moment_type(aggregate, types), kResult, option(aggregate, "ddof", 1.0));
}

}  // namespace

std::span<const AggregateFunction> moments() {
  static const std::vector<AggregateFunction> functions{
      {"var", {"ddof", "skipna"}, moment_type, make_moment<MomentResult::Variance>},
      {"std", {"ddof", "skipna"}, moment_type, make_moment<MomentResult::Deviation>},
      {"sem", {"ddof", "skipna"}, moment_type, make_moment<MomentResult::ErrorOfMean>},
      {"skew", {"skipna"}, moment_type, make_moment<MomentResult::Skewness>},
      {"kurt", {"skipna"}, moment_type, make_moment<MomentResult::Kurtosis>},
  };
  return functions;
}

}  // namespace tusk::kernels::aggregate
