// median and quantile. All values are kept; at the end they are put group by group, in one pass, and selected from.
#include <algorithm>
#include <array>
#include <concepts>

#include <arrow/array/array_nested.h>
#include <arrow/array/array_primitive.h>
#include <arrow/buffer.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "kernels/aggregate/build_array.h"
#include "kernels/aggregate/column_values.h"
#include "kernels/aggregate/families.h"

namespace tusk::kernels::aggregate {

namespace {

enum class Interpolation : std::uint8_t { Linear, Lower, Higher, Nearest, Midpoint, Median };

// Between neighbours, `part` (0 to 1) of the way: NumPy's, which is exact at both ends.
double between(double a, double b, double part) {
  if (a == b) return a;
  return part < 0.5 ? a + (b - a) * part : b - (b - a) * (1 - part);
}

struct Quantile {
  double q = 0.5;
  Interpolation interpolation = Interpolation::Linear;

  double part(std::int64_t below, double part) const {
    switch (interpolation) {
      case Interpolation::Lower: return 0;
      case Interpolation::Higher: return part > 0 ? 1 : 0;
      case Interpolation::Nearest: return part < 0.5 || (part == 0.5 && below % 2 == 0) ? 0 : 1;
      case Interpolation::Midpoint: return part > 0 ? 0.5 : 0;
      case Interpolation::Linear:
      case Interpolation::Median: return part;
    }
    return part;
  }
};

// Values put group by group: those of group i begin at offsets[i].
template <class T>
struct Gathered {
  std::vector<T> values;
  std::vector<std::int64_t> offsets;
};

// Of a partial result, whose values stay where they are.
struct Segment {
  std::shared_ptr<const arrow::LargeListArray> lists;
  std::vector<std::uint32_t> ids;
};

// T is what is kept, Result what the result's values are stored as.
template <class T, class Result>
class Quantiles final : public Accumulator {
 public:
  Quantiles(TypePtr type, Quantile quantile) : type_(std::move(type)), quantile_(quantile) {}

  void consume(Arrays columns, const RowGroups& groups) override {
    with_stored_type(*columns[0]->type(), [&]<class Stored>() {
      if constexpr (std::same_as<Stored, T> || std::same_as<Stored, bool>) keep<Stored>(*columns[0], groups);
    });
  }

  void merge(Arrays state, const RowGroups& groups) override {
    Segment segment{std::static_pointer_cast<const arrow::LargeListArray>(state[0]), {}};
    for (std::int64_t row = 0; row < groups.row_count; ++row) segment.ids.push_back(groups[row]);
    segments_.push_back(std::move(segment));
  }

  arrow::ArrayVector state(std::uint32_t group_count) override {
    auto gathered = gather(group_count);
    const auto count = std::int64_t(gathered.values.size());
    auto values = std::make_shared<typename arrow::CTypeTraits<T>::ArrayType>(
        count, arrow::Buffer::FromVector(std::move(gathered.values)));
    const auto type = arrow::large_list(values->type());
    return {std::make_shared<arrow::LargeListArray>(type, group_count,
                                                    arrow::Buffer::FromVector(std::move(gathered.offsets)), values)};
  }

  ArrayPtr finish(std::uint32_t group_count) override {
    auto gathered = gather(group_count);
    const auto& offsets = gathered.offsets;
    const auto size = [&](auto i) { return offsets[std::size_t(i) + 1] - offsets[std::size_t(i)]; };
    return build_array<Result>(
        type_, group_count,
        [&](auto i) { return quantile_of(gathered.values.data() + offsets[std::size_t(i)], size(i)); },
        [&](auto i) { return size(i) > 0; });
  }

 private:
  template <class Stored>
  void keep(const arrow::Array& array, const RowGroups& groups) {
    for_each_present<Stored>(array, [&](std::int64_t row, Stored value) {
      values_.push_back(T(value));
      if (groups.ids) ids_.push_back(groups.ids[row]);
    });
  }

  Gathered<T> gather(std::uint32_t group_count) const {
    std::vector<std::int64_t> offsets(std::size_t(group_count) + 1);
    if (ids_.empty() && group_count > 0) offsets[1] = std::int64_t(values_.size());
    for (const auto id : ids_) ++offsets[id + 1];
    for (const auto& segment : segments_)
      for (std::size_t i = 0; i < segment.ids.size(); ++i)
        offsets[segment.ids[i] + 1] += segment.lists->value_length(std::int64_t(i));
    for (std::size_t i = 0; i < group_count; ++i) offsets[i + 1] += offsets[i];
    Gathered<T> gathered{std::vector<T>(std::size_t(offsets.back())), offsets};
    scatter(gathered.values.data(), offsets);
    return gathered;
  }

  // `next` is where the next value of each group goes.
  void scatter(T* values, std::vector<std::int64_t>& next) const {
    if (ids_.empty()) {
      std::ranges::copy(values_, values);
      if (next.size() > 1) next[0] += std::int64_t(values_.size());
    }
    auto* places = next.data();
    for (std::size_t i = 0; i < ids_.size(); ++i) values[places[ids_[i]]++] = values_[i];
    for (const auto& segment : segments_) {
      const Values<T> elements(*segment.lists->values());
      for (std::size_t i = 0; i < segment.ids.size(); ++i) {
        const auto count = segment.lists->value_length(std::int64_t(i));
        std::copy_n(elements.data() + segment.lists->value_offset(std::int64_t(i)), count,
                    values + next[segment.ids[i]]);
        next[segment.ids[i]] += count;
      }
    }
  }

  // Reorders the values.
  Result quantile_of(T* values, std::int64_t count) const {
    const double position = quantile_.q * double(count - 1);
    const auto below = std::int64_t(position);
    const double part = quantile_.part(below, position - double(below));
    std::nth_element(values, values + below, values + count);
    const T a = values[below];
    if (part == 0) return Result(a);
    const T b = *std::min_element(values + below + 1, values + count);
    if constexpr (std::integral<Result>) return a + Result(double(b - a) * part);
    if (quantile_.interpolation == Interpolation::Median) return Result((double(a) + double(b)) / 2);
    return Result(between(double(a), double(b), part));
  }

  TypePtr type_;
  Quantile quantile_;
  std::vector<T> values_;
  std::vector<std::uint32_t> ids_;  // of values_; none if all are in group 0
  std::vector<Segment> segments_;
};

TypePtr median_type(const Aggregate& aggregate, Types types) {
  using arrow::Type;
  const auto id = types[0]->id();
  if (id == Type::FLOAT || id == Type::TIMESTAMP || id == Type::DURATION) return types[0];
  if (id != Type::DOUBLE && id != Type::BOOL && !arrow::is_integer(id)) refuse(aggregate, *types[0]);
  return arrow::float64();
}

TypePtr quantile_type(const Aggregate& aggregate, Types types) {
  if (types[0]->id() == arrow::Type::BOOL) refuse(aggregate, *types[0]);
  return median_type(aggregate, types);
}

Quantile quantile_of_options(const Aggregate& aggregate) {
  constexpr std::array<std::string_view, 5> kNames{"linear", "lower", "higher", "nearest", "midpoint"};
  const auto q = option(aggregate, "q", 0.5);
  if (!(q >= 0 && q <= 1)) throw ValueError(fmt::format("a quantile must be between 0 and 1: got q={}", q));
  const auto name = option<std::string>(aggregate, "interpolation", "linear");
  const auto* found = std::ranges::find(kNames, name);
  if (found == kNames.end())
    throw ValueError(fmt::format("interpolation must be linear, lower, higher, nearest or midpoint: got '{}'", name));
  return {q, Interpolation(found - kNames.begin())};
}

AccumulatorPtr make_quantiles(Types types, const TypePtr& type, Quantile quantile) {
  AccumulatorPtr accumulator;
  with_stored_type(*types[0], [&]<class Stored>() {
    using T = std::conditional_t<std::same_as<Stored, bool>, std::uint8_t, Stored>;
    using Result = std::conditional_t<std::same_as<T, float>, float, double>;
    if (type->id() == arrow::Type::TIMESTAMP || type->id() == arrow::Type::DURATION) {
      accumulator = std::make_unique<Quantiles<std::int64_t, std::int64_t>>(type, quantile);
    } else {
      accumulator = std::make_unique<Quantiles<T, Result>>(type, quantile);
    }
  });
  return accumulator;
}

AccumulatorPtr make_median(const Aggregate& aggregate, Types types) {
  return make_quantiles(types, median_type(aggregate, types), {0.5, Interpolation::Median});
}

AccumulatorPtr make_quantile(const Aggregate& aggregate, Types types) {
  return make_quantiles(types, quantile_type(aggregate, types), quantile_of_options(aggregate));
}

}  // namespace

std::span<const AggregateFunction> quantiles() {
  static const std::vector<AggregateFunction> functions{
      {"median", {"skipna"}, median_type, make_median, true, true},
      {"quantile", {"q", "interpolation", "skipna"}, quantile_type, make_quantile, true, true},
  };
  return functions;
}

}  // namespace tusk::kernels::aggregate
