// median and quantile. All values are kept, and put group by group in one pass over those of a partition; at the end
// each group's are brought together and selected from.
#include <algorithm>
#include <array>
#include <concepts>
#include <functional>
#include <numeric>
#include <span>
#include <utility>

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

std::shared_ptr<arrow::ResizableBuffer> allocated(std::int64_t size_bytes) {
  return data::value_or_throw(arrow::AllocateResizableBuffer(size_bytes, data::arrow_pool()), "keeping values");
}

// What one batch had that is not missing, in its order.
struct Kept {
  std::shared_ptr<arrow::ResizableBuffer> values;
  std::shared_ptr<arrow::ResizableBuffer> ids;  // their groups; nullptr if all are in group 0
  std::int64_t count = 0;
};

// Of a partial result, whose values stay where they are.
struct Segment {
  std::shared_ptr<arrow::LargeListArray> lists;
  std::vector<std::uint32_t> ids;
};

// The values of each group, in pieces: those of group i are from begins[i] to begins[i + 1].
template <class T>
struct Pieces {
  std::vector<std::span<const T>> pieces;
  std::vector<std::uint32_t> begins;

  std::span<const std::span<const T>> of(std::size_t group) const {
    return std::span(pieces).subspan(begins[group], begins[group + 1] - begins[group]);
  }
  std::int64_t count(std::size_t group) const {
    std::int64_t count = 0;
    for (const auto piece : of(group)) count += std::int64_t(piece.size());
    return count;
  }
  // Writes a group's values, and returns where the next one's go.
  T* copy(std::size_t group, T* values) const {
    for (const auto piece : of(group)) values = std::copy_n(piece.data(), piece.size(), values);
    return values;
  }
};

// The values of ranks `below` and one more (the same for the last), from 0 on. Overwrites the values.
template <class T>
std::pair<T, T> neighbours(std::span<T> values, std::size_t below) {
  // A few of the greatest are kept in a heap, which nearly no value enters.
  constexpr std::size_t kMostInHeap = 32;
  const std::size_t wanted = values.size() - below;
  if (wanted <= kMostInHeap && wanted <= values.size() / 8) {
    const auto heap = values.first(wanted);
    std::ranges::make_heap(heap, std::greater());
    for (const T value : values.subspan(wanted)) {
      if (!(value > heap.front())) continue;
      std::ranges::pop_heap(heap, std::greater());
      heap.back() = value;
      std::ranges::push_heap(heap, std::greater());
    }
    return {heap.front(),
            wanted == 1 ? heap.front() : std::ranges::min(heap.subspan(1, std::min<std::size_t>(2, wanted - 1)))};
  }
  const auto place = values.begin() + std::ptrdiff_t(below);
  std::ranges::nth_element(values, place);
  return {*place, wanted == 1 ? *place : *std::min_element(place + 1, values.end())};
}

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
    Segment segment{std::static_pointer_cast<arrow::LargeListArray>(state[0]), {}};
    for (std::int64_t row = 0; row < groups.row_count; ++row) segment.ids.push_back(groups[row]);
    segments_.push_back(std::move(segment));
  }

  arrow::ArrayVector state(std::uint32_t group_count) override {
    gather_kept(group_count);
    if (segments_.size() == 1 && is_in_order(segments_[0], group_count)) return {segments_[0].lists};
    const auto pieces = this->pieces(group_count);
    std::vector<std::int64_t> offsets(std::size_t(group_count) + 1);
    for (std::size_t i = 0; i < group_count; ++i) offsets[i + 1] = offsets[i] + pieces.count(i);
    const auto values = allocated(offsets.back() * std::int64_t(sizeof(T)));
    auto* next = reinterpret_cast<T*>(values->mutable_data());
    for (std::size_t i = 0; i < group_count; ++i) next = pieces.copy(i, next);
    return {lists_of(values, std::move(offsets))};
  }

  // A group at a time, so that its values are near when they are selected from.
  ArrayPtr finish(std::uint32_t group_count) override {
    gather_kept(group_count);
    const auto pieces = this->pieces(group_count);
    std::vector<T> values;
    return build_array<Result>(
        type_, group_count,
        [&](auto i) {
          const auto count = pieces.count(std::size_t(i));
          if (values.size() < std::size_t(count)) values.resize(std::size_t(count));
          pieces.copy(std::size_t(i), values.data());
          return quantile_of(values.data(), count);
        },
        [&](auto i) { return pieces.count(std::size_t(i)) > 0; });
  }

 private:
  template <class Stored>
  void keep(const arrow::Array& array, const RowGroups& groups) {
    Kept kept{allocated(groups.row_count * std::int64_t(sizeof(T))), nullptr};
    if (groups.ids) kept.ids = allocated(groups.row_count * std::int64_t(sizeof(std::uint32_t)));
    auto* values = reinterpret_cast<T*>(kept.values->mutable_data());
    auto* ids = kept.ids ? reinterpret_cast<std::uint32_t*>(kept.ids->mutable_data()) : nullptr;
    std::int64_t count = 0;
    for_each_valid(array, [&, stored = Values<Stored>(array)](std::int64_t row) {
      values[count] = T(stored[row]);
      if (ids) ids[count] = groups.ids[row];
      count += is_number(stored[row]);
    });
    if (count == 0) return;
    kept.count = count;
    if (count < groups.row_count / 2) {
      data::throw_unless_ok(kept.values->Resize(count * std::int64_t(sizeof(T))), "keeping values");
      if (ids) data::throw_unless_ok(kept.ids->Resize(count * std::int64_t(sizeof(*ids))), "keeping values");
    }
    kept_.push_back(std::move(kept));
  }

  template <class Stored>
  static bool is_number(Stored value) {
    if constexpr (std::floating_point<Stored>) return value == value;
    return true;
  }

  static std::shared_ptr<arrow::LargeListArray> lists_of(std::shared_ptr<arrow::Buffer> values,
                                                         std::vector<std::int64_t> offsets) {
    const auto group_count = std::int64_t(offsets.size()) - 1;
    const auto array = std::make_shared<typename arrow::CTypeTraits<T>::ArrayType>(offsets.back(), std::move(values));
    return std::make_shared<arrow::LargeListArray>(arrow::large_list(array->type()), group_count,
                                                   arrow::Buffer::FromVector(std::move(offsets)), array);
  }

  // Puts what was kept group by group: a segment like those of partial results.
  void gather_kept(std::uint32_t group_count) {
    if (kept_.empty()) return;
    std::vector<std::int64_t> offsets(std::size_t(group_count) + 1);
    for (const auto& kept : kept_) {
      if (!kept.ids) offsets[1] += kept.count;
      for (const auto id : ids_of(kept)) ++offsets[id + 1];
    }
    for (std::size_t i = 0; i < group_count; ++i) offsets[i + 1] += offsets[i];
    const auto gathered = allocated(offsets.back() * std::int64_t(sizeof(T)));
    auto* values = reinterpret_cast<T*>(gathered->mutable_data());
    auto next = offsets;
    for (auto& kept : kept_) {
      const auto* from = reinterpret_cast<const T*>(kept.values->data());
      if (!kept.ids) {
        std::copy_n(from, kept.count, values + next[0]);
        next[0] += kept.count;
      }
      auto* places = next.data();
      for (const auto id : ids_of(kept)) values[places[id]++] = *from++;
      kept = {};
    }
    kept_.clear();
    Segment segment{lists_of(gathered, std::move(offsets)), std::vector<std::uint32_t>(group_count)};
    std::iota(segment.ids.begin(), segment.ids.end(), 0u);
    segments_.push_back(std::move(segment));
  }

  static bool is_in_order(const Segment& segment, std::uint32_t group_count) {
    if (segment.ids.size() != group_count) return false;
    for (std::uint32_t i = 0; i < group_count; ++i)
      if (segment.ids[i] != i) return false;
    return true;
  }

  static std::span<const std::uint32_t> ids_of(const Kept& kept) {
    if (!kept.ids) return {};
    return {reinterpret_cast<const std::uint32_t*>(kept.ids->data()), std::size_t(kept.count)};
  }

  Pieces<T> pieces(std::uint32_t group_count) const {
    Pieces<T> result{{}, std::vector<std::uint32_t>(std::size_t(group_count) + 1)};
    for (const auto& segment : segments_)
      for (const auto id : segment.ids) ++result.begins[id + 1];
    std::partial_sum(result.begins.begin(), result.begins.end(), result.begins.begin());
    result.pieces.resize(result.begins.back());
    auto next = result.begins;
    for (const auto& segment : segments_) {
      const auto* values = Values<T>(*segment.lists->values()).data();
      for (std::size_t i = 0; i < segment.ids.size(); ++i) {
        const auto row = std::int64_t(i);
        result.pieces[next[segment.ids[i]]++] = {values + segment.lists->value_offset(row),
                                                 std::size_t(segment.lists->value_length(row))};
      }
    }
    return result;
  }

  // Overwrites the values.
  Result quantile_of(T* values, std::int64_t count) const {
    const double position = quantile_.q * double(count - 1);
    const auto below = std::int64_t(position);
    const double part = quantile_.part(below, position - double(below));
    const auto [a, b] = neighbours(std::span(values, std::size_t(count)), std::size_t(below));
    if (part == 0) return Result(a);
    if constexpr (std::integral<Result>) return a + Result(double(b - a) * part);
    if (quantile_.interpolation == Interpolation::Median) return Result((double(a) + double(b)) / 2);
    return Result(between(double(a), double(b), part));
  }

  TypePtr type_;
  Quantile quantile_;
  std::vector<Kept> kept_;
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
