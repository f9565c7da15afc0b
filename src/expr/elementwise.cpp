#include "expr/elementwise.h"

#include <optional>
#include <utility>

#include <arrow/array.h>
#include <arrow/datum.h>
#include <arrow/record_batch.h>
#include <arrow/scalar.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <tusk/core/codec.h>
#include <tusk/core/error.h>

#include "data/arrow_status.h"

namespace tusk::expr {

namespace {

bool asks_for_presence_only(std::string_view function) { return function == "isna" || function == "notna"; }

// The first frame among the operands' inputs, else the first series, else the first scalar.
const Node& carrier(const Elementwise& op, Inputs inputs) {
  const Node* found = nullptr;
  for (const Operand& operand : op.operands) {
    if (operand.input < 0) continue;
    const Node* node = inputs[std::size_t(operand.input)].get();
    if (!found || node->meta().shape < found->meta().shape) found = node;
  }
  TUSK_CHECK(found, "an elementwise expression has an input");
  return *found;
}

const Register& carrier(const Elementwise& op, std::span<const Register> inputs) {
  const Register* found = nullptr;
  for (const Operand& operand : op.operands) {
    if (operand.input < 0) continue;
    const Register& input = inputs[std::size_t(operand.input)];
    if (!found || input.shape < found->shape) found = &input;
  }
  return *found;
}

// Functions that change some values of their first operand, whose name the result has.
bool keeps_first_name(std::string_view function) {
  return function == "fillna" || function == "where" || function == "mask" || function == "clip" ||
         function == "str.cat";
}

struct SeriesName {
  bool is_series;
  std::string name;
};

// The name that all series among the inputs have, else kUnnamed. `name_of` gives an input's SeriesName.
template <class NameOf>
std::string name_of_result(const Elementwise& op, std::size_t input_count, NameOf name_of) {
  if (keeps_first_name(op.function) && op.operands[0].input >= 0) {
    if (const SeriesName first = name_of(std::size_t(op.operands[0].input)); first.is_series) return first.name;
  }
  std::optional<std::string> common;
  for (std::size_t i = 0; i < input_count; ++i) {
    const SeriesName own = name_of(i);
    if (!own.is_series) continue;
    if (common && *common != own.name) return std::string(kUnnamed);
    common = own.name;
  }
  return common.value_or(std::string(kUnnamed));
}

std::string name_of_result(const Elementwise& op, Inputs inputs) {
  return name_of_result(op, inputs.size(), [&](std::size_t i) {
    const Meta& meta = inputs[i]->meta();
    const bool is_series = meta.shape == Shape::Series;
    return SeriesName{is_series, is_series ? value_column(meta) : ""};
  });
}

std::string name_of_result(const Elementwise& op, std::span<const Register> inputs) {
  return name_of_result(op, inputs.size(), [&](std::size_t i) {
    const bool is_series = inputs[i].shape == Shape::Series;
    return SeriesName{is_series, is_series ? inputs[i].batch->schema()->field(inputs[i].index_count)->name() : ""};
  });
}

kernels::OperandType type_of(const Operand& operand, Inputs inputs, const std::string& column) {
  if (operand.input < 0) return {kernels::to_scalar(operand.literal)->type, true};
  const Meta& meta = inputs[std::size_t(operand.input)]->meta();
  return {meta.shape == Shape::Frame ? column_type(meta, column) : value_type(meta), meta.is_scalar()};
}

void check_columns(const std::string& function, const Meta& first, const Meta& other) {
  if (value_columns(first) == value_columns(other)) return;
  throw ValueError(fmt::format("'{}' takes frames with the same columns: one has {}, the other {}", function,
                               fmt::join(value_columns(first), ", "), fmt::join(value_columns(other), ", ")));
}

// The operands for one column, or for the series.
std::vector<arrow::Datum> operands_of(const Elementwise& op, std::span<const Register> inputs,
                                      const std::string& column) {
  std::vector<arrow::Datum> data;
  for (const Operand& operand : op.operands) {
    if (operand.input < 0) {
      data.emplace_back(kernels::to_scalar(operand.literal));
      continue;
    }
    const Register& input = inputs[std::size_t(operand.input)];
    const auto array =
        input.shape == Shape::Frame ? input.batch->GetColumnByName(column) : input.batch->column(input.index_count);
    if (input.shape == Shape::Scalar) data.emplace_back(data::value_or_throw(array->GetScalar(0), "taking a scalar"));
    else data.emplace_back(array);
  }
  return data;
}

}  // namespace

std::string Elementwise::label() const { return function; }

Meta Elementwise::meta(Inputs inputs) const {
  const Node& first = carrier(*this, inputs);
  const Node* rows = aligned_input(function, inputs);
  Meta meta = (rows ? *rows : first).meta();
  meta.shape = first.meta().shape;
  arrow::FieldVector made(meta.schema->fields().begin(),
                          meta.schema->fields().begin() + std::ptrdiff_t(meta.index_count()));
  const bool is_frame = meta.shape == Shape::Frame;
  if (is_frame) {
    for (const NodePtr& input : inputs) {
      if (input->meta().shape == Shape::Frame) check_columns(function, first.meta(), input->meta());
      if (input->meta().shape == Shape::Series && function != "where" && function != "mask")
        throw TypeError(fmt::format(
            "'{}' of a frame takes frames, scalars and literals: got a series; take the columns one by one", function));
    }
  }
  const std::vector<std::string> names =
      is_frame ? value_columns(first.meta()) : std::vector{name_of_result(*this, inputs)};
  for (const std::string& name : names) {
    std::vector<kernels::OperandType> types;
    for (const Operand& operand : operands) types.push_back(type_of(operand, inputs, name));
    made.push_back(arrow::field(name, kernels::elementwise_type(function, types, parameters)));
  }
  meta.schema = arrow::schema(std::move(made));
  return meta;
}

kernels::Batch Elementwise::run(std::span<const Register> inputs, const BatchPlace&) const {
  const Register& first = carrier(*this, inputs);
  const kernels::Batch& batch = first.batch;
  const std::int64_t length = batch->num_rows();
  arrow::FieldVector made;
  arrow::ArrayVector arrays;
  for (int i = 0; i < first.index_count; ++i) {
    made.push_back(batch->schema()->field(i));
    arrays.push_back(batch->column(i));
  }
  const auto add = [&](const std::string& name) {
    const auto data = operands_of(*this, inputs, name);
    arrays.push_back(kernels::run_elementwise(function, data, parameters, length));
    made.push_back(arrow::field(name, arrays.back()->type()));
  };
  if (first.shape == Shape::Frame) {
    for (int i = first.index_count; i < batch->num_columns(); ++i) add(batch->schema()->field(i)->name());
  } else {
    add(name_of_result(*this, inputs));
  }
  return arrow::RecordBatch::Make(arrow::schema(std::move(made)), length, std::move(arrays));
}

std::vector<Columns> Elementwise::needed(Inputs inputs, const Columns& wanted) const {
  const Node& first = carrier(*this, inputs);
  const Need need = asks_for_presence_only(function) ? Need::Presence : Need::Values;
  std::vector<Columns> all;
  for (const NodePtr& input : inputs) {
    Columns& columns = all.emplace_back();
    const Meta& meta = input->meta();
    if (input.get() == &first) columns = index_columns(meta, wanted);
    if (meta.shape != Shape::Frame) {
      add_column(columns, value_column(meta), need);
      continue;
    }
    for (const std::string& column : value_columns(meta)) {
      if (wanted.contains(column)) add_column(columns, column, need);
    }
  }
  return all;
}

NodePtr elementwise(std::string function, const std::vector<Argument>& arguments, kernels::Parameters parameters) {
  auto op = std::make_shared<Elementwise>();
  op->function = std::move(function);
  op->parameters = std::move(parameters);
  std::vector<NodePtr> inputs;
  for (const Argument& argument : arguments) {
    if (!argument.node) {
      op->operands.push_back({-1, argument.literal});
      continue;
    }
    op->operands.push_back({int(inputs.size()), {}});
    inputs.push_back(argument.node);
  }
  return make_node(std::move(op), std::move(inputs));
}

}  // namespace tusk::expr
