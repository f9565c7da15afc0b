#include <tusk/array/array.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/graph/collection.h>

#include "expr/arrays/array_collection.h"
#include "expr/arrays/array_elementwise.h"
#include "expr/arrays/array_rechunk.h"
#include "expr/arrays/array_reduce.h"
#include "expr/arrays/array_sources.h"
#include "expr/explain.h"

namespace tusk {

namespace {

expr::Argument argument_of(const ArrayOperand& operand) {
  if (const auto* array = std::get_if<Array>(&operand)) return array->node();
  return std::get<Value>(operand);
}

// NumPy's slice of an axis of a known length.
expr::AxisSlice slice_of(const Slice& slice, std::int64_t length) {
  if (slice.step == 0) throw ValueError("a slice's step is not 0");
  const bool is_whole = !slice.start && !slice.stop && slice.step == 1;
  if (length == expr::kUnknownLength) {
    if (is_whole) return {false, false, 0, 1, expr::kUnknownLength};
    throw ValueError(
        "slicing needs a length that is known before anything is computed: this axis has none; compute_chunk_sizes() "
        "finds it");
  }
  const bool is_back = slice.step < 0;
  const auto bound = [&](std::int64_t at) {
    if (at < 0) at += length;
    return is_back ? std::clamp<std::int64_t>(at, -1, length - 1) : std::clamp<std::int64_t>(at, 0, length);
  };
  const std::int64_t start = slice.start ? bound(*slice.start) : is_back ? length - 1 : 0;
  const std::int64_t stop = slice.stop ? bound(*slice.stop) : is_back ? -1 : length;
  const std::int64_t away = is_back ? start - stop : stop - start, step = std::abs(slice.step);
  return {false, false, start, slice.step, away <= 0 ? 0 : (away + step - 1) / step};
}

expr::AxisSlice one_of(std::int64_t at, std::int64_t length, std::size_t axis) {
  if (length == expr::kUnknownLength)
    throw ValueError("an element is taken along an axis whose length is known: compute_chunk_sizes() finds it");
  if (at < -length || at >= length)
    throw IndexError(fmt::format("an index lies from {} to {} along axis {}, which has {} elements: got {}", -length,
                                 length - 1, axis, length, at));
  return {false, true, at < 0 ? at + length : at, 1, 1};
}

}  // namespace

Array::Array(expr::NodePtr node) : node_(std::move(node)) { expr::form_of(node_, "an Array"); }

Array Array::of_collection(const lazy::CollectionPtr& collection) {
  const auto* arrays = dynamic_cast<const expr::ArrayCollection*>(collection.get());
  if (!arrays) throw TypeError("an array is made from a collection of arrays: got another collection");
  return Array(arrays->node());
}

lazy::CollectionPtr Array::collection() const { return std::make_shared<expr::ArrayCollection>(node_); }

NdArray Array::compute(const RunOptions& options) const {
  const auto own = collection();
  const Collection* pointer = own.get();
  return tusk::compute(std::span(&pointer, 1), options)[0].as<NdArray>();
}

Array Array::persist(const RunOptions& options) const {
  const auto own = collection();
  const Collection* pointer = own.get();
  return of_collection(tusk::persist(std::span(&pointer, 1), options)[0]);
}

std::string Array::explain() const { return expr::explain(node_); }

std::string Array::to_string() const {
  const expr::ArrayForm& form = *node_->meta().array;
  return fmt::format("Array({}, shape {}, chunks {})", name(form.dtype), expr::shape_text(expr::shape_of(form.chunks)),
                     expr::chunks_text(form.chunks));
}

DType Array::dtype() const { return node_->meta().array->dtype; }
std::vector<std::int64_t> Array::shape() const { return expr::shape_of(node_->meta().array->chunks); }
ChunkLengths Array::chunks() const { return node_->meta().array->chunks; }
std::int64_t Array::npartitions() const { return node_->meta().partition_count; }

Array Array::elementwise(const std::string& function, const std::vector<ArrayOperand>& others,
                         const std::map<std::string, Value>& parameters) const {
  std::vector<ArrayOperand> operands = {*this};
  operands.insert(operands.end(), others.begin(), others.end());
  return elementwise_array(function, operands, parameters);
}

Array Array::astype(DType dtype) const {
  if (dtype == this->dtype()) return *this;
  return elementwise("astype", {}, {{"type", Value::of(std::string(name(dtype)))}});
}

Array Array::index(const std::vector<Index>& indices) const {
  const std::vector<std::int64_t> lengths = shape();
  std::size_t taken = 0, ellipses = 0;
  for (const Index& index : indices) {
    if (std::holds_alternative<Ellipsis>(index)) ++ellipses;
    else if (!std::holds_alternative<NewAxis>(index)) ++taken;
  }
  if (ellipses > 1) throw IndexError("an index has one ellipsis at most");
  if (taken > lengths.size())
    throw IndexError(
        fmt::format("an array takes as many indices as it has axes: got {} for {} axes", taken, lengths.size()));
  std::vector<expr::AxisSlice> slices;
  std::size_t axis = 0;
  const auto take_whole = [&](std::size_t count) {
    for (std::size_t i = 0; i < count; ++i, ++axis) slices.push_back(slice_of(Slice(), lengths[axis]));
  };
  for (const Index& index : indices) {
    if (std::holds_alternative<NewAxis>(index)) {
      slices.push_back({true, false, 0, 1, 1});
    } else if (std::holds_alternative<Ellipsis>(index)) {
      take_whole(lengths.size() - taken);
    } else if (const auto* slice = std::get_if<Slice>(&index)) {
      slices.push_back(slice_of(*slice, lengths[axis]));
      ++axis;
    } else {
      slices.push_back(one_of(std::get<std::int64_t>(index), lengths[axis], axis));
      ++axis;
    }
  }
  take_whole(lengths.size() - axis);
  return Array(expr::slice_array(node_, std::move(slices)));
}

Array Array::rechunk(const ChunkLengths& chunks) const { return Array(expr::rechunk(node_, chunks)); }

Array Array::transpose(const std::optional<std::vector<std::int64_t>>& axes) const {
  if (axes) return Array(expr::transpose(node_, *axes));
  std::vector<std::int64_t> reversed;
  for (auto axis = std::int64_t(ndim()); axis-- > 0;) reversed.push_back(axis);
  return Array(expr::transpose(node_, std::move(reversed)));
}

Array Array::reduce(const std::string& kind, const ReductionOptions& options) const {
  return Array(expr::array_reduce(node_, kind,
                                  {options.axes.value_or(std::vector<std::int64_t>()), !options.axes, options.keepdims,
                                   options.ddof, options.split_every}));
}

Array elementwise_array(const std::string& function, const std::vector<ArrayOperand>& operands,
                        const std::map<std::string, Value>& parameters) {
  std::vector<expr::Argument> arguments;
  for (const ArrayOperand& operand : operands) arguments.push_back(argument_of(operand));
  return Array(expr::array_elementwise(function, std::move(arguments), parameters));
}

Array from_ndarray(const NdArray& values, const ChunkLengths& chunks) {
  return Array(expr::array_values(values, chunks));
}

Array full(const ChunkLengths& chunks, const Value& value, DType dtype, const std::string& word) {
  return Array(expr::generated_array(word, dtype, chunks, value, Value::of(std::int64_t(0))));
}

Array arange(const Value& start, const Value& step, const std::vector<std::int64_t>& chunks, DType dtype) {
  return Array(expr::generated_array("arange", dtype, {chunks}, start, step));
}

ChunkLengths chunks_of_shape(const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& wanted,
                             std::int64_t item_bytes, std::int64_t bytes) {
  if (wanted.size() != shape.size())
    throw ValueError(fmt::format("chunks are given for each axis: got {} for {} axes", wanted.size(), shape.size()));
  // What the axes that are given leave is divided evenly between the others.
  double left = double(bytes) / double(std::max<std::int64_t>(item_bytes, 1));
  std::vector<std::size_t> open;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (wanted[axis] == 0) open.push_back(axis);
    else
      left /= double(std::max<std::int64_t>(1, wanted[axis] < 0 ? shape[axis] : std::min(wanted[axis], shape[axis])));
  }
  std::ranges::sort(open, {}, [&](std::size_t axis) { return shape[axis]; });
  ChunkLengths chunks(shape.size());
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    std::int64_t length = wanted[axis] < 0 ? shape[axis] : wanted[axis];
    if (wanted[axis] == 0) continue;
    for (std::int64_t start = 0; start == 0 || start < shape[axis]; start += std::max<std::int64_t>(length, 1))
      chunks[axis].push_back(std::min(length, shape[axis] - start));
  }
  for (std::size_t i = 0; i < open.size(); ++i) {
    const std::size_t axis = open[i];
    const double most = std::floor(std::pow(std::max(left, 1.0), 1.0 / double(open.size() - i)) + 1e-9);
    const std::int64_t length = std::max<std::int64_t>(1, std::min(shape[axis], std::int64_t(most)));
    left /= double(length);
    for (std::int64_t start = 0; start == 0 || start < shape[axis]; start += length)
      chunks[axis].push_back(std::min(length, shape[axis] - start));
  }
  return chunks;
}

}  // namespace tusk
