// min and max, and idxmin and idxmax: the value of another column in the row of the first extreme.
#include <array>
#include <optional>
#include <string>

#include <arrow/array/array_binary.h>
#include <arrow/array/builder_binary.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "kernels/aggregate/build_array.h"
#include "kernels/aggregate/column_values.h"
#include "kernels/aggregate/families.h"
#include "kernels/aggregate/kept_rows.h"

namespace tusk::kernels::aggregate {

namespace {

enum class Extreme : std::uint8_t { Least, Most };

// Whether `a` takes the place of `b`; never for NaN.
template <Extreme kExtreme>
constexpr bool is_beyond(const auto& a, const auto& b) {
  return kExtreme == Extreme::Least ? a < b : a > b;
}

// What any other value is beyond, or equal to.
template <class T, Extreme kExtreme>
constexpr T nearest_value() {
  using Limits = std::numeric_limits<T>;
  if constexpr (Limits::has_infinity) return kExtreme == Extreme::Least ? Limits::infinity() : -Limits::infinity();
  return kExtreme == Extreme::Least ? Limits::max() : Limits::lowest();
}

template <class T>
struct Found {
  T value;
  bool is_present;
};

// The extreme of values without nulls, in lanes.
template <class T, Extreme kExtreme>
Found<T> extreme_of(const T* values, std::int64_t count) {
  constexpr std::size_t kLanes = 64 / sizeof(T);
  std::array<T, kLanes> extremes;
  extremes.fill(nearest_value<T, kExtreme>());
  std::int64_t row = 0;
  for (; row + std::int64_t(kLanes) <= count; row += std::int64_t(kLanes))
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const T value = values[row + std::int64_t(lane)];
      extremes[lane] = is_beyond<kExtreme>(value, extremes[lane]) ? value : extremes[lane];
    }
  for (; row < count; ++row)
    if (is_beyond<kExtreme>(values[row], extremes[0])) extremes[0] = values[row];
  Found<T> found{extremes[0], count > 0};
  for (const T value : extremes)
    if (is_beyond<kExtreme>(value, found.value)) found.value = value;
  // NaN alone leaves what nothing at all leaves, and so do infinities.
  if (std::floating_point<T> && found.value == nearest_value<T, kExtreme>())
    found.is_present = std::any_of(values, values + count, [](T value) { return value == value; });
  return found;
}

template <class T, Extreme kExtreme>
class NumberExtremes final : public Accumulator {
 public:
  explicit NumberExtremes(TypePtr type) : type_(std::move(type)) {}

  void consume(Arrays columns, const RowGroups& groups) override {
    resize(groups.group_count);
    const auto& array = *columns[0];
    if constexpr (!std::same_as<T, bool>) {
      if (groups.ids == nullptr && array.null_count() == 0) {
        const auto found = extreme_of<T, kExtreme>(Values<T>(array).data(), array.length());
        if (found.is_present) see(0, found.value);
        return;
      }
    }
    for_each_present<T>(array, [&](std::int64_t row, T value) { see(groups[row], value); });
  }
  void merge(Arrays state, const RowGroups& groups) override { consume(state, groups); }
  arrow::ArrayVector state(std::uint32_t group_count) override { return {finish(group_count)}; }
  ArrayPtr finish(std::uint32_t group_count) override {
    resize(group_count);
    return build_array<T>(
        type_, group_count, [&](auto i) { return extremes_[std::size_t(i)]; },
        [&](auto i) { return bool(is_present_[std::size_t(i)]); });
  }

 private:
  using Stored = std::conditional_t<std::same_as<T, bool>, std::uint8_t, T>;

  void resize(std::uint32_t group_count) {
    extremes_.resize(group_count, Stored(nearest_value<T, kExtreme>()));
    is_present_.resize(group_count);
  }
  void see(std::uint32_t group, T value) {
    auto& extreme = extremes_[group];
    if (is_beyond<kExtreme>(Stored(value), extreme)) extreme = Stored(value);
    is_present_[group] = 1;
  }

  TypePtr type_;
  std::vector<Stored> extremes_;
  std::vector<std::uint8_t> is_present_;
};

// Array is one of the classes whose elements are texts.
template <class Array, Extreme kExtreme>
class TextExtremes final : public Accumulator {
 public:
  explicit TextExtremes(TypePtr type) : type_(std::move(type)) {}

  void consume(Arrays columns, const RowGroups& groups) override {
    extremes_.resize(groups.group_count);
    const auto& texts = static_cast<const Array&>(*columns[0]);
    for_each_valid(texts, [&](std::int64_t row) {
      auto& extreme = extremes_[groups[row]];
      const std::string_view text = texts.GetView(row);
      if (!extreme || is_beyond<kExtreme>(text, std::string_view(*extreme))) extreme = text;
    });
  }
  void merge(Arrays state, const RowGroups& groups) override { consume(state, groups); }
  arrow::ArrayVector state(std::uint32_t group_count) override { return {finish(group_count)}; }
  ArrayPtr finish(std::uint32_t group_count) override {
    extremes_.resize(group_count);
    typename arrow::TypeTraits<typename Array::TypeClass>::BuilderType builder(type_, data::arrow_pool());
    for (const auto& extreme : extremes_)
      data::throw_unless_ok(extreme ? builder.Append(*extreme) : builder.AppendNull(), "building a column");
    return data::value_or_throw(builder.Finish(), "building a column");
  }

 private:
  TypePtr type_;
  std::vector<std::optional<std::string>> extremes_;
};

// The extremes of T, and the row of the index that goes with each.
template <class T, Extreme kExtreme>
class ExtremePlaces final : public Accumulator {
 public:
  ExtremePlaces(TypePtr type, TypePtr index_type) : type_(std::move(type)), places_(std::move(index_type)) {}

  void consume(Arrays columns, const RowGroups& groups) override {
    resize(groups.group_count);
    for_each_present<T>(*columns[0], [&](std::int64_t row, T value) {
      const auto group = groups[row];
      if (places_.has_row(group) && !is_beyond<kExtreme>(Stored(value), extremes_[group])) return;
      places_.set(group, row);
      extremes_[group] = Stored(value);
    });
    places_.keep(*columns[1]);
  }
  void merge(Arrays state, const RowGroups& groups) override { consume(state, groups); }
  arrow::ArrayVector state(std::uint32_t group_count) override {
    auto places = finish(group_count);
    auto extremes = build_array<T>(
        type_, group_count, [&](auto i) { return extremes_[std::size_t(i)]; },
        [&](auto i) { return places_.has_row(std::uint32_t(i)); });
    return {std::move(extremes), std::move(places)};
  }
  ArrayPtr finish(std::uint32_t group_count) override {
    resize(group_count);
    return places_.rows();
  }

 private:
  using Stored = std::conditional_t<std::same_as<T, bool>, std::uint8_t, T>;

  void resize(std::uint32_t group_count) { places_.resize(group_count), extremes_.resize(group_count); }

  TypePtr type_;
  RowOfGroup places_;
  std::vector<Stored> extremes_;
};

template <Extreme kExtreme>
AccumulatorPtr make_extreme(const Aggregate&, Types types) {
  using arrow::Type;
  const auto& type = types[0];
  switch (type->id()) {
    case Type::STRING: return std::make_unique<TextExtremes<arrow::StringArray, kExtreme>>(type);
    case Type::LARGE_STRING: return std::make_unique<TextExtremes<arrow::LargeStringArray, kExtreme>>(type);
    default: break;
  }
  AccumulatorPtr accumulator;
  with_stored_type(*type, [&]<class T>() { accumulator = std::make_unique<NumberExtremes<T, kExtreme>>(type); });
  return accumulator;
}

template <Extreme kExtreme>
AccumulatorPtr make_extreme_place(const Aggregate&, Types types) {
  AccumulatorPtr accumulator;
  with_stored_type(*types[0],
                   [&]<class T>() { accumulator = std::make_unique<ExtremePlaces<T, kExtreme>>(types[0], types[1]); });
  return accumulator;
}

TypePtr extreme_type(const Aggregate& aggregate, Types types) {
  const bool is_text = types[0]->id() == arrow::Type::STRING || types[0]->id() == arrow::Type::LARGE_STRING;
  if (!is_text && !with_stored_type(*types[0], []<class T>() {})) refuse(aggregate, *types[0]);
  return types[0];
}

TypePtr extreme_place_type(const Aggregate& aggregate, Types types) {
  if (!with_stored_type(*types[0], []<class T>() {})) refuse(aggregate, *types[0]);
  if (types.size() < 2)
    throw ValueError(
        fmt::format("{} gives values of another column: name it by the option 'index'", aggregate.function));
  return types[1];
}

}  // namespace

std::span<const AggregateFunction> extremes() {
  static const std::vector<AggregateFunction> functions{
      {"min", {"skipna"}, extreme_type, make_extreme<Extreme::Least>},
      {"max", {"skipna"}, extreme_type, make_extreme<Extreme::Most>},
      {"idxmin", {"skipna", "index"}, extreme_place_type, make_extreme_place<Extreme::Least>},
      {"idxmax", {"skipna", "index"}, extreme_place_type, make_extreme_place<Extreme::Most>},
  };
  return functions;
}

}  // namespace tusk::kernels::aggregate
