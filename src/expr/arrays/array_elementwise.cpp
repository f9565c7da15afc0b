#include "expr/arrays/array_elementwise.h"

#include <algorithm>
#include <utility>

#include <arrow/scalar.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/codec.h>
#include <tusk/core/codec_containers.h>
#include <tusk/core/error.h>

#include "expr/arrays/array_rechunk.h"
#include "kernels/arrays/array_columns.h"

namespace tusk::expr {

namespace {

// The chunks along the axis that is `from_last` from the last one; nullptr if the array has fewer axes.
const Lengths* axis_chunks(const Chunks& chunks, std::size_t from_last) {
  return from_last < chunks.size() ? &chunks[chunks.size() - 1 - from_last] : nullptr;
}

bool is_stretched(const Lengths& chunks) { return chunks.size() == 1 && chunks[0] == 1; }

[[noreturn]] void fail_shapes(const std::string& function, const std::vector<const ArrayForm*>& forms) {
  std::string shapes;
  for (const ArrayForm* form : forms) shapes += (shapes.empty() ? "" : " and ") + shape_text(shape_of(form->chunks));
  throw ValueError(fmt::format(
      "{} takes arrays whose lengths are equal, or 1, axis by axis from the last: got shapes {}", function, shapes));
}

// Cut wherever one of them is cut.
Lengths common_cuts(const std::vector<const Lengths*>& all) {
  std::vector<std::int64_t> ends;
  for (const Lengths* chunks : all) {
    const Lengths starts = starts_of(*chunks);
    ends.insert(ends.end(), starts.begin() + 1, starts.end());
  }
  std::ranges::sort(ends);
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  Lengths cuts;
  for (std::size_t i = 0; i < ends.size(); ++i) cuts.push_back(ends[i] - (i == 0 ? 0 : ends[i - 1]));
  return cuts;
}

Lengths joined_axis(const std::string& function, const std::vector<const ArrayForm*>& forms, std::size_t from_last) {
  std::vector<const Lengths*> full;
  for (const ArrayForm* form : forms) {
    const Lengths* chunks = axis_chunks(form->chunks, from_last);
    if (chunks && length_of(*chunks) != 1) full.push_back(chunks);
  }
  if (full.empty()) return {1};
  for (const Lengths* chunks : full) {
    if (length_of(*chunks) != length_of(*full[0])) fail_shapes(function, forms);
    // Of unknown lengths only the same chunks can be put beside each other.
    if (length_of(*chunks) == kUnknownLength && chunks->size() != full[0]->size()) fail_shapes(function, forms);
  }
  const bool are_same = std::ranges::all_of(full, [&](const Lengths* chunks) { return *chunks == *full[0]; });
  return are_same || length_of(*full[0]) == kUnknownLength ? *full[0] : common_cuts(full);
}

Chunks joined_chunks(const std::string& function, const std::vector<const ArrayForm*>& forms) {
  std::size_t ndim = 0;
  for (const ArrayForm* form : forms) ndim = std::max(ndim, form->ndim());
  Chunks chunks(ndim);
  for (std::size_t axis = 0; axis < ndim; ++axis) chunks[axis] = joined_axis(function, forms, ndim - 1 - axis);
  return chunks;
}

std::vector<const ArrayForm*> forms_of(Inputs inputs, const std::string& function) {
  std::vector<const ArrayForm*> forms;
  for (const NodePtr& input : inputs) forms.push_back(&form_of(input, function));
  return forms;
}

}  // namespace

Meta ArrayElementwise::meta(Inputs inputs) const {
  const auto forms = forms_of(inputs, function);
  std::vector<kernels::OperandType> types;
  for (const Operand& operand : operands) {
    if (operand.input < 0) types.push_back({kernels::to_scalar(operand.literal)->type, true});
    else types.push_back({kernels::column_type_of(forms[std::size_t(operand.input)]->dtype), false});
  }
  const kernels::TypePtr type = kernels::elementwise_type(function, types, parameters);
  return array_meta(kernels::dtype_of_column(*type), joined_chunks(function, forms));
}

namespace {

// NumPy divides truth values as numbers; columns of them are not divided.
void divide_as_numbers(std::vector<Argument>& arguments) {
  const auto is_truth = [](const Argument& argument) {
    return argument.node ? form_of(argument.node, "truediv").dtype == DType::Bool
                         : argument.literal.kind() == ValueKind::Scalar && argument.literal.dtype() == DType::Bool;
  };
  if (!std::ranges::all_of(arguments, is_truth)) return;
  for (Argument& argument : arguments)
    if (argument.node)
      argument.node = array_elementwise("astype", {argument}, {{"type", Value::of(std::string("float64"))}});
}

}  // namespace

NodePtr array_elementwise(std::string function, std::vector<Argument> arguments, kernels::Parameters parameters) {
  if (function == "truediv") divide_as_numbers(arguments);
  std::vector<NodePtr> inputs;
  auto op = std::make_shared<ArrayElementwise>();
  for (const Argument& argument : arguments) {
    if (!argument.node) {
      op->operands.push_back({-1, argument.literal});
      continue;
    }
    const auto known = std::ranges::find(inputs, argument.node);
    op->operands.push_back({int(known - inputs.begin()), Value()});
    if (known == inputs.end()) inputs.push_back(argument.node);
  }
  op->function = std::move(function);
  op->parameters = std::move(parameters);
  const Chunks chunks = joined_chunks(op->function, forms_of(inputs, op->function));
  for (NodePtr& input : inputs) {
    Chunks own = input->meta().array->chunks;
    for (std::size_t axis = 0; axis < own.size(); ++axis) {
      const Lengths& wanted = chunks[chunks.size() - own.size() + axis];
      if (!is_stretched(own[axis]) && length_of(own[axis]) != kUnknownLength) {
        own[axis] = length_of(own[axis]) == 1 ? Lengths{1} : wanted;
      }
    }
    input = rechunk(input, own);
  }
  return make_node(std::move(op), std::move(inputs));
}

}  // namespace tusk::expr
