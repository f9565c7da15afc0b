// where, mask, if_else, isin, between, replace, map: values chosen by conditions or by tables of values.
#include <arrow/array/concatenate.h>
#include <arrow/builder.h>
#include <arrow/compute/api_scalar.h>
#include <arrow/compute/api_vector.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/arrow_compute.h"
#include "kernels/elementwise/families.h"
#include "kernels/elementwise/timestamp_text.h"

namespace tusk::kernels::elementwise {

namespace {

TypePtr chosen_type(const Function& function, Types types, const OperandType& a, const OperandType& b) {
  const auto type = common_type(a, b);
  if (!type || (is_bool(*a.type) != is_bool(*b.type) && !is_null(*a.type) && !is_null(*b.type))) {
    refuse(function, types);
  }
  return type;
}

// The rows of `values` where `condition` is true, else of `others`.
ArrayPtr choose(const arrow::Datum& condition, const arrow::Datum& values, const arrow::Datum& others,
                const TypePtr& type, std::int64_t length) {
  const arrow::Datum truth = run_elementwise("or", std::array{condition, arrow::Datum(false)}, {}, length);
  return call_arrow("if_else", {truth, cast(values, type), cast(others, type)}, length);
}

arrow::Datum other_of(Operands operands) {
  return operands.size() > 2 ? operands[2] : arrow::Datum(arrow::MakeNullScalar(arrow::null()));
}

TypePtr where_type(const Function& function, Types types, const Parameters&) {
  const OperandType other = types.size() > 2 ? types[2] : OperandType{arrow::null(), true};
  return chosen_type(function, types, types[0], other);
}

ArrayPtr run_where(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  return choose(operands[1], operands[0], other_of(operands), type, length);
}

ArrayPtr run_mask(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  return choose(operands[1], other_of(operands), operands[0], type, length);
}

TypePtr if_else_type(const Function& function, Types types, const Parameters&) {
  return chosen_type(function, types, types[1], types[2]);
}

ArrayPtr run_if_else(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  return choose(operands[0], operands[1], operands[2], type, length);
}

TypePtr truth_type(const Function&, Types, const Parameters&) { return arrow::boolean(); }

// Refuses what can't be compared.
TypePtr between_type(const Function&, Types types, const Parameters&) {
  elementwise_type("ge", std::array{types[0], types[1]}, {});
  return elementwise_type("le", std::array{types[0], types[2]}, {});
}

ArrayPtr run_between(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto inclusive = parameter<std::string>(parameters, "inclusive", "both");
  if (inclusive != "both" && inclusive != "left" && inclusive != "right" && inclusive != "neither") {
    throw ValueError(
        fmt::format("{} takes inclusive 'both', 'left', 'right' or 'neither': '{}'", function.name, inclusive));
  }
  const bool has_low = inclusive == "both" || inclusive == "left",
             has_high = inclusive == "both" || inclusive == "right";
  const auto above = run_elementwise(has_low ? "ge" : "gt", std::array{operands[0], operands[1]}, {}, length);
  const auto below = run_elementwise(has_high ? "le" : "lt", std::array{operands[0], operands[2]}, {}, length);
  return run_elementwise("and", std::array{arrow::Datum(above), arrow::Datum(below)}, {}, length);
}

// A list of values as a column of one type: of the numbers' common type, or of text, or of times.
ArrayPtr listed(const Function& function, const Value& list) {
  std::vector<ScalarPtr> scalars;
  TypePtr type = arrow::null();
  for (const auto& value : list.as<Sequence>()) {
    scalars.push_back(to_scalar(value));
    const OperandType types[] = {{type}, {scalars.back()->type}};
    type = common_type(types[0], types[1]);
    if (!type) throw TypeError(fmt::format("{} takes values of one type: {}", function.name, list.print()));
  }
  if (is_null(*type)) return nulls(type, std::int64_t(scalars.size()));
  auto builder = data::value_or_throw(arrow::MakeBuilder(type, data::arrow_pool()), "listing values");
  for (const auto& scalar : scalars) {
    data::throw_unless_ok(builder->AppendScalar(*cast(arrow::Datum(scalar), type).scalar()), "listing values");
  }
  return data::value_or_throw(builder->Finish(), "listing values");
}

// `values` as a column's type for looking up, text read as times; nullptr if no value of the column can be among them.
TypePtr lookup_type(const TypePtr& column, const arrow::Array& values) {
  if (is_text(*values.type()) && is_moment(*column)) return column;
  return common_type({column}, {values.type()});
}

ArrayPtr as_lookup(const ArrayPtr& values, const TypePtr& type) {
  if (!is_text(*values->type()) || is_text(*type)) return cast(values, type);
  auto builder = data::value_or_throw(arrow::MakeBuilder(type, data::arrow_pool()), "listing times");
  for (std::int64_t i = 0; i < values->length(); ++i) {
    const auto text = data::value_or_throw(values->GetScalar(i), "listing times");
    const auto time = text->is_valid ? time_of_text(text_of(*text), *type) : nullptr;
    data::throw_unless_ok(
        time ? builder->AppendScalar(*cast(arrow::Datum(time), type).scalar()) : builder->AppendNull(),
        "listing times");
  }
  return data::value_or_throw(builder->Finish(), "listing times");
}

// Zeros are equal whatever their sign: so they are looked up.
ArrayPtr without_signs_of_zeros(const ArrayPtr& array) {
  if (!is_float(*array->type())) return array;
  return run_elementwise("add", std::array{arrow::Datum(array), arrow::Datum(0.0)}, {}, array->length());
}

// What is missing is found only if it was asked for, not for a text that is no time.
arrow::compute::SetLookupOptions lookup_options(const ArrayPtr& values, const TypePtr& type) {
  using Options = arrow::compute::SetLookupOptions;
  return Options(without_signs_of_zeros(as_lookup(values, type)),
                 values->null_count() > 0 ? Options::MATCH : Options::SKIP);
}

// The values that a column of the type may have.
Value values_alike(const Value& list, const TypePtr& column) {
  Sequence alike;
  for (const auto& value : list.as<Sequence>()) {
    const auto scalar = to_scalar(value);
    const bool is_read = is_text(*scalar->type) && is_moment(*column);
    if (is_read || common_type({column}, {scalar->type, true})) alike.push_back(value);
  }
  return Value::of(std::move(alike));
}

ArrayPtr run_isin(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto& given = needed_parameter(function, parameters, "values");
  const auto values = listed(function, values_alike(given, operands[0].type()));
  const auto type = lookup_type(operands[0].type(), *values);
  if (!type || values->length() == 0) return repeated(false, length);
  if (is_null(*type)) return repeated(true, length);
  const auto options = lookup_options(values, type);
  return call_arrow("is_in", {without_signs_of_zeros(cast(as_array(operands[0], length), type))}, length, &options);
}

struct Mapping {
  ArrayPtr from, to;
};

Mapping mapping_of(const Function& function, const Parameters& parameters) {
  Mapping mapping{listed(function, needed_parameter(function, parameters, "from")),
                  listed(function, needed_parameter(function, parameters, "to"))};
  if (mapping.from->length() == mapping.to->length()) return mapping;
  throw ValueError(fmt::format("{} takes as many values to replace as replacements: {} and {}", function.name,
                               mapping.from->length(), mapping.to->length()));
}

TypePtr map_type(const Function& function, Types, const Parameters& parameters) {
  return mapping_of(function, parameters).to->type();
}

TypePtr replace_type(const Function& function, Types types, const Parameters& parameters) {
  const auto mapping = mapping_of(function, parameters);
  if (!lookup_type(types[0].type, *mapping.from)) return types[0].type;
  const OperandType replacement{mapping.to->type(), is_integer(*mapping.to->type()) && is_number(*types[0].type)};
  return chosen_type(function, types, types[0], replacement);
}

// For each row its place in `from`, missing if it is not there.
ArrayPtr places_in(const ArrayPtr& column, const ArrayPtr& from) {
  const auto type = lookup_type(column->type(), *from);
  if (!type || from->length() == 0 || is_null(*type)) return nulls(arrow::int32(), column->length());
  const auto options = lookup_options(from, type);
  return call_arrow("index_in", {without_signs_of_zeros(cast(column, type))}, column->length(), &options);
}

ArrayPtr mapped(const ArrayPtr& column, const Mapping& mapping) {
  const auto places = places_in(column, mapping.from);
  return data::value_or_throw(arrow::compute::Take(arrow::Datum(mapping.to), arrow::Datum(places),
                                                   arrow::compute::TakeOptions::NoBoundsCheck(), arrow_context()),
                              "mapping values")
      .make_array();
}

ArrayPtr run_map(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  return mapped(as_array(operands[0], length), mapping_of(function, parameters));
}

ArrayPtr run_replace(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  const auto column = as_array(operands[0], length);
  const auto mapping = mapping_of(function, parameters);
  const auto is_found = call_arrow("is_valid", {places_in(column, mapping.from)}, length);
  return call_arrow("if_else", {is_found, cast(mapped(column, mapping), type), cast(column, type)}, length);
}

constexpr Function kConditionalFunctions[] = {
    {"where", 2, 3, where_type, run_where},       {"mask", 2, 3, where_type, run_mask},
    {"if_else", 3, 3, if_else_type, run_if_else}, {"between", 3, 3, between_type, run_between},
    {"isin", 1, 1, truth_type, run_isin},         {"map", 1, 1, map_type, run_map},
    {"replace", 1, 1, replace_type, run_replace},
};

}  // namespace

Family conditional_family() { return {kConditionalFunctions}; }

}  // namespace tusk::kernels::elementwise
