#include "kernels/arrays/array_reduction.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/data/dtype_dispatch.h>

namespace tusk::kernels {

namespace {

// What elements of type T are added and multiplied in.
template <class T>
using Wide = std::conditional_t<
    std::is_floating_point_v<T>, double,
    std::conditional_t<std::is_unsigned_v<T> && !std::is_same_v<T, bool>, std::uint64_t, std::int64_t>>;

// Calls visit(first, count, stride, place): runs of elements along the last axis, and where in the result the first one
// belongs. With `along`, all of a run belong there, else each to the next place.
template <class T, class Visit>
void for_each_row(const NdArray& block, const std::vector<bool>& is_reduced, Visit visit) {
  if (block.size() == 0) return;
  const std::size_t ndim = block.ndim();
  if (ndim == 0) return visit(block.data<T>(), std::int64_t(1), std::int64_t(sizeof(T)), std::int64_t(0));
  std::vector<std::int64_t> places(ndim, 0);  // of one step along each axis
  std::int64_t size = 1;
  for (std::size_t axis = ndim; axis-- > 0;) {
    if (is_reduced[axis]) continue;
    places[axis] = size;
    size *= block.shape()[axis];
  }
  std::vector<std::int64_t> index(ndim - 1, 0);
  const auto* first = reinterpret_cast<const std::byte*>(block.data<T>());
  std::int64_t place = 0;
  while (true) {
    visit(reinterpret_cast<const T*>(first), block.shape().back(), block.strides().back(), place);
    std::size_t axis = ndim - 1;
    for (; axis > 0; --axis) {
      first += block.strides()[axis - 1];
      place += places[axis - 1];
      if (++index[axis - 1] < block.shape()[axis - 1]) break;
      first -= block.strides()[axis - 1] * block.shape()[axis - 1];
      place -= places[axis - 1] * block.shape()[axis - 1];
      index[axis - 1] = 0;
    }
    if (axis == 0) return;
  }
}

std::vector<bool> reduced_axes(const ArrayReduction& reduction, std::size_t ndim) {
  std::vector<bool> is_reduced(ndim, false);
  for (const std::int64_t axis : reduction.axes) is_reduced[std::size_t(axis)] = true;
  return is_reduced;
}

Shape state_shape(const NdArray& block, const std::vector<bool>& is_reduced) {
  Shape shape = block.shape();
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    if (is_reduced[axis]) shape[axis] = 1;
  return shape;
}

std::int64_t reduced_count(const NdArray& block, const std::vector<bool>& is_reduced) {
  std::int64_t count = 1;
  for (std::size_t axis = 0; axis < is_reduced.size(); ++axis)
    if (is_reduced[axis]) count *= block.shape()[axis];
  return count;
}

// The elements of a run at its stride.
template <class T>
const T& element(const T* first, std::int64_t i, std::int64_t stride) {
  return *reinterpret_cast<const T*>(reinterpret_cast<const std::byte*>(first) + i * stride);
}

// Folds all elements into the result, each element as a Result.
template <class T, class Result, class Fold>
NdArray folded(const NdArray& block, const std::vector<bool>& is_reduced, Result start, Fold fold) {
  NdArray result = NdArray::empty(dtype_of<Result>(), state_shape(block, is_reduced));
  Result* out = result.mutable_data<Result>();
  std::fill_n(out, result.size(), start);
  const bool is_along = !is_reduced.empty() && is_reduced.back();
  for_each_row<T>(block, is_reduced, [&](const T* first, std::int64_t count, std::int64_t stride, std::int64_t place) {
    if (is_along) {
      Result own = start;
      for (std::int64_t i = 0; i < count; ++i) own = fold(own, Result(element(first, i, stride)));
      out[place] = fold(out[place], own);
    } else if (stride == std::int64_t(sizeof(T))) {
      for (std::int64_t i = 0; i < count; ++i) out[place + i] = fold(out[place + i], Result(first[i]));
    } else {
      for (std::int64_t i = 0; i < count; ++i) out[place + i] = fold(out[place + i], Result(element(first, i, stride)));
    }
  });
  return result;
}

struct Add {
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) return a + b;
    else return T(std::uint64_t(a) + std::uint64_t(b));
  }
};
struct Multiply {
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) return a * b;
    else return T(std::uint64_t(a) * std::uint64_t(b));
  }
};
// A NaN is the least and the greatest.
template <bool kIsLeast>
struct Extreme {
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) {
      if (a != a) return a;
      if (b != b) return b;
    }
    return kIsLeast ? (b < a ? b : a) : (a < b ? b : a);
  }
};

template <class T>
T extreme_start(bool is_least) {
  using Limits = std::numeric_limits<T>;
  if constexpr (std::is_floating_point_v<T>) return is_least ? Limits::infinity() : -Limits::infinity();
  else return is_least ? Limits::max() : Limits::lowest();
}

template <class T>
ReductionState moments_of(const NdArray& block, const std::vector<bool>& is_reduced) {
  const std::int64_t count = reduced_count(block, is_reduced);
  NdArray means = folded<T, double>(block, is_reduced, 0.0, Add());
  double* mean = means.mutable_data<double>();
  for (std::int64_t i = 0; i < means.size(); ++i) mean[i] /= double(std::max<std::int64_t>(count, 1));
  NdArray squares = NdArray::zeros(DType::Float64, means.shape());
  double* out = squares.mutable_data<double>();
  const bool is_along = !is_reduced.empty() && is_reduced.back();
  for_each_row<T>(block, is_reduced, [&](const T* first, std::int64_t run, std::int64_t stride, std::int64_t place) {
    double own = 0;
    for (std::int64_t i = 0; i < run; ++i) {
      const std::int64_t at = is_along ? place : place + i;
      const double away = double(element(first, i, stride)) - mean[at];
      if (is_along) own += away * away;
      else out[at] += away * away;
    }
    if (is_along) out[place] += own;
  });
  return {NdArray::from_vector<std::int64_t>({count}), means, squares};
}

template <class T>
ReductionState state_of(const ArrayReduction& reduction, const NdArray& block) {
  const std::vector<bool> is_reduced = reduced_axes(reduction, block.ndim());
  const std::string& kind = reduction.kind;
  if (kind == "sum") return {folded<T, Wide<T>>(block, is_reduced, 0, Add())};
  if (kind == "prod") return {folded<T, Wide<T>>(block, is_reduced, 1, Multiply())};
  if (kind == "any") return {folded<T, bool>(block, is_reduced, false, [](bool a, bool b) { return a || b; })};
  if (kind == "all") return {folded<T, bool>(block, is_reduced, true, [](bool a, bool b) { return a && b; })};
  const std::int64_t count = reduced_count(block, is_reduced);
  if (kind == "mean")
    return {NdArray::from_vector<std::int64_t>({count}), folded<T, double>(block, is_reduced, 0.0, Add())};
  if (kind == "var" || kind == "std") return moments_of<T>(block, is_reduced);
  if (count == 0) return {};
  if (kind == "min") return {folded<T, T>(block, is_reduced, extreme_start<T>(true), Extreme<true>())};
  return {folded<T, T>(block, is_reduced, extreme_start<T>(false), Extreme<false>())};
}

template <class T, class Fold>
void fold_into(NdArray& into, const NdArray& from, Fold fold) {
  T* out = into.mutable_data<T>();
  const NdArray own = from.contiguous();
  const T* values = own.data<T>();
  for (std::int64_t i = 0; i < into.size(); ++i) out[i] = fold(out[i], values[i]);
}

NdArray copy_of(const NdArray& array) {
  NdArray copy = NdArray::empty(array.dtype(), array.shape());
  const NdArray own = array.contiguous();
  std::copy_n(static_cast<const std::byte*>(own.data()), own.size_bytes(),
              static_cast<std::byte*>(copy.mutable_data()));
  return copy;
}

// Throws unless the states are of one shape: blocks of unlike shapes along the axes that stay.
void check_alike(const NdArray& a, const NdArray& b) {
  TUSK_CHECK(a.shape() == b.shape() && a.dtype() == b.dtype(), "states that are combined are alike");
}

void merge_moments(ReductionState& into, const ReductionState& from) {
  const auto count = double(into[0].data<std::int64_t>()[0]), more = double(from[0].data<std::int64_t>()[0]);
  if (more == 0) return;
  double* mean = into[1].mutable_data<double>();
  double* squares = into[2].mutable_data<double>();
  const double* other_mean = from[1].data<double>();
  const double* other_squares = from[2].data<double>();
  for (std::int64_t i = 0; i < into[1].size(); ++i) {
    const double away = other_mean[i] - mean[i];
    mean[i] += away * more / (count + more);
    squares[i] += other_squares[i] + away * away * count * more / (count + more);
  }
  into[0].mutable_data<std::int64_t>()[0] += std::int64_t(more);
}

void merge(const ArrayReduction& reduction, ReductionState& into, const ReductionState& from) {
  for (std::size_t i = 0; i < into.size(); ++i) check_alike(into[i], from[i]);
  const std::string& kind = reduction.kind;
  if (kind == "var" || kind == "std") return merge_moments(into, from);
  if (kind == "mean") {
    fold_into<std::int64_t>(into[0], from[0], Add());
    return fold_into<double>(into[1], from[1], Add());
  }
  visit_dtype(into[0].dtype(), [&]<class T>() {
    if constexpr (std::is_same_v<T, bool>) {
      if (kind == "any" || kind == "max") fold_into<bool>(into[0], from[0], [](bool a, bool b) { return a || b; });
      else fold_into<bool>(into[0], from[0], [](bool a, bool b) { return a && b; });
    } else if constexpr (std::is_arithmetic_v<T>) {
      if (kind == "sum") fold_into<T>(into[0], from[0], Add());
      else if (kind == "prod") fold_into<T>(into[0], from[0], Multiply());
      else if (kind == "min") fold_into<T>(into[0], from[0], Extreme<true>());
      else fold_into<T>(into[0], from[0], Extreme<false>());
    }
  });
}

// Elements as another dtype.
NdArray converted(const NdArray& array, DType dtype) {
  if (array.dtype() == dtype) return array;
  NdArray made = NdArray::empty(dtype, array.shape());
  const NdArray own = array.contiguous();
  visit_dtype(dtype, [&]<class To>() {
    visit_dtype(array.dtype(), [&]<class From>() {
      if constexpr (std::is_arithmetic_v<To> && std::is_arithmetic_v<From>) {
        const From* values = own.data<From>();
        std::transform(values, values + own.size(), made.mutable_data<To>(), [](From value) { return To(value); });
      }
    });
  });
  return made;
}

}  // namespace

bool needs_elements(const std::string& kind) { return kind == "min" || kind == "max"; }

DType reduced_dtype(const std::string& kind, DType dtype) {
  if (is_complex(dtype) || dtype == DType::String)
    throw NotImplementedError(
        fmt::format("{} takes truth values, integers and floats so far: got an array of {}", kind, name(dtype)));
  if (kind == "any" || kind == "all") return DType::Bool;
  if (kind == "min" || kind == "max") return dtype;
  if (kind == "mean" || kind == "var" || kind == "std") return dtype == DType::Float32 ? dtype : DType::Float64;
  if (is_floating(dtype)) return dtype;
  return is_unsigned_integer(dtype) ? DType::UInt64 : DType::Int64;
}

ReductionState reduce_block(const ArrayReduction& reduction, const NdArray& block) {
  return visit_dtype(block.dtype(), [&]<class T>() -> ReductionState {
    if constexpr (std::is_arithmetic_v<T>) return state_of<T>(reduction, block);
    TUSK_CHECK(false, "a reduction's dtype is checked when it is made");
  });
}

ReductionState combine_states(const ArrayReduction& reduction, std::span<const ReductionState> states) {
  ReductionState result;
  for (const ReductionState& state : states) {
    if (state.empty()) continue;
    if (!result.empty()) merge(reduction, result, state);
    else
      for (const NdArray& part : state) result.push_back(copy_of(part));
  }
  return result;
}

NdArray finish_state(const ArrayReduction& reduction, const ReductionState& state) {
  const std::string& kind = reduction.kind;
  const DType dtype = reduced_dtype(kind, reduction.dtype);
  if (state.empty()) throw ValueError(fmt::format("{} of no elements has no value", kind));
  if (kind != "mean" && kind != "var" && kind != "std") return converted(state[0], dtype);
  const auto count = double(state[0].data<std::int64_t>()[0]);
  NdArray made = copy_of(state[kind == "mean" ? 1 : 2]);
  double* values = made.mutable_data<double>();
  const double divisor = kind == "mean" ? count : std::max(0.0, count - double(reduction.ddof));
  for (std::int64_t i = 0; i < made.size(); ++i) {
    values[i] /= divisor;
    if (kind == "std") values[i] = std::sqrt(values[i]);
  }
  return converted(made, dtype);
}

}  // namespace tusk::kernels
