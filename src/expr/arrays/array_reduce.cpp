#include "expr/arrays/array_reduce.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tusk/core/codec_containers.h>
#include <tusk/core/error.h>

namespace tusk::expr {

namespace {

bool is_reduced(const std::vector<std::int64_t>& axes, std::size_t axis) {
  return std::ranges::find(axes, std::int64_t(axis)) != axes.end();
}

kernels::ReductionState combined(const kernels::ArrayReduction& reduction, const tusk::Inputs& inputs) {
  std::vector<kernels::ReductionState> states;
  for (std::size_t i = 0; i < inputs.size(); ++i) states.push_back(state_of(inputs[i]));
  return kernels::combine_states(reduction, states);
}

}  // namespace

Meta ArrayReduce::meta(Inputs inputs) const {
  const ArrayForm& form = form_of(inputs[0], kind);
  Chunks chunks;
  for (std::size_t axis = 0; axis < form.ndim(); ++axis) {
    if (!is_reduced(axes, axis)) chunks.push_back(form.chunks[axis]);
    else if (keepdims) chunks.push_back({1});
    if (is_reduced(axes, axis) && kernels::needs_elements(kind) && length_of(form.chunks[axis]) == 0)
      throw ValueError(
          fmt::format("{} needs elements along the axes that it is taken over: axis {} of shape {} has none", kind,
                      axis, shape_text(shape_of(form.chunks))));
  }
  return array_meta(kernels::reduced_dtype(kind, form.dtype), std::move(chunks));
}

NodePtr array_reduce(const NodePtr& input, std::string kind, const ReduceOptions& options) {
  const std::size_t ndim = form_of(input, kind).ndim();
  auto op = std::make_shared<ArrayReduce>();
  if (options.is_all) {
    for (std::size_t axis = 0; axis < ndim; ++axis) op->axes.push_back(std::int64_t(axis));
  } else {
    for (const std::int64_t axis : options.axes) op->axes.push_back(normal_axis(axis, ndim));
    std::ranges::sort(op->axes);
    if (std::ranges::adjacent_find(op->axes) != op->axes.end())
      throw ValueError(fmt::format("an axis is reduced once: got {}", fmt::join(options.axes, ", ")));
  }
  if (options.split_every < 2) throw ValueError(fmt::format("split_every is 2 or more: got {}", options.split_every));
  op->kind = std::move(kind);
  op->keepdims = options.keepdims;
  op->ddof = options.ddof;
  op->split_every = options.split_every;
  return make_node(std::move(op), {input});
}

Value state_value(const kernels::ReductionState& state) {
  Sequence parts;
  for (const NdArray& part : state) parts.push_back(Value::of(part));
  return Value::of(std::move(parts));
}

kernels::ReductionState state_of(const Value& value) {
  kernels::ReductionState state;
  for (const Value& part : value.as<Sequence>()) state.push_back(part.as<NdArray>());
  return state;
}

Value CombineStates::run(const tusk::Inputs& inputs, TaskContext&) const {
  return state_value(combined(reduction, inputs));
}

Value FinishStates::run(const tusk::Inputs& inputs, TaskContext&) const {
  const NdArray made = kernels::finish_state(reduction, combined(reduction, inputs));
  if (keepdims) return Value::of(made);
  tusk::Shape shape;
  for (std::size_t axis = 0; axis < made.ndim(); ++axis)
    if (!is_reduced(reduction.axes, axis)) shape.push_back(made.shape()[axis]);
  return Value::of(NdArray::wrap(made.dtype(), std::move(shape), made.data(), made.owner()));
}

}  // namespace tusk::expr
