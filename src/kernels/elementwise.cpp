#include "kernels/elementwise.h"

#include <algorithm>
#include <map>

#include <arrow/array/concatenate.h>
#include <arrow/compute/api_vector.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "core/near_names.h"
#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/arrow_compute.h"
#include "kernels/categories.h"
#include "kernels/elementwise/families.h"

namespace tusk::kernels {

namespace {

using elementwise::ArrayPtr;

struct RegisteredFunction {
  const ElementwiseFunction* function;
  bool sees_categories;
};

using FunctionRegistry = std::map<std::string_view, RegisteredFunction>;

const FunctionRegistry& function_registry() {
  static const FunctionRegistry registry = [] {
    FunctionRegistry made;
    for (const auto& family :
         {elementwise::across_family(), elementwise::arithmetic_family(), elementwise::comparison_family(),
          elementwise::logic_family(), elementwise::math_family(), elementwise::missing_family(),
          elementwise::conditional_family(), elementwise::cast_family(), elementwise::category_family(),
          elementwise::datetime_family(), elementwise::text_family(), elementwise::text_form_family(),
          elementwise::text_length_family(), elementwise::text_part_family()}) {
      for (const auto& function : family.functions) {
        TUSK_CHECK(made.emplace(function.name, RegisteredFunction{&function, family.sees_categories}).second,
                   "two elementwise functions have the name " + std::string(function.name));
      }
    }
    return made;
  }();
  return registry;
}

const RegisteredFunction& registered_function(std::string_view name) {
  const auto& registry = function_registry();
  if (const auto found = registry.find(name); found != registry.end()) return found->second;
  const auto known = elementwise_names();
  const auto near = core::did_you_mean(name, {known.begin(), known.end()});
  throw KeyError(
      fmt::format("there is no elementwise function of that name: {}{}{}", name, near.empty() ? "" : "; ", near));
}

void check_operand_count(const ElementwiseFunction& function, std::size_t count) {
  const auto most = function.most_operands < 0 ? count : std::size_t(function.most_operands);
  if (count >= std::size_t(function.least_operands) && count <= most) return;
  throw TypeError(fmt::format("{} takes {}{} operands: {} given", function.name, function.least_operands,
                              function.most_operands == function.least_operands ? std::string()
                              : function.most_operands < 0                      ? std::string(" or more")
                                                           : fmt::format(" to {}", function.most_operands),
                              count));
}

TypePtr value_type(const TypePtr& type) {
  if (type->id() != arrow::Type::DICTIONARY) return type;
  return static_cast<const arrow::DictionaryType&>(*type).value_type();
}

arrow::Datum decoded(const arrow::Datum& operand) {
  if (operand.type()->id() != arrow::Type::DICTIONARY) return operand;
  if (operand.is_scalar()) {
    const auto& scalar = static_cast<const arrow::DictionaryScalar&>(*operand.scalar());
    return data::value_or_throw(scalar.GetEncodedValue(), "looking up a category");
  }
  return elementwise::cast(operand, value_type(operand.type()));
}

// The only operand that is not a scalar, if it is a category column: then the function is asked about each category
// once.
const arrow::Datum* lone_category(std::span<const arrow::Datum> operands) {
  const arrow::Datum* lone = nullptr;
  for (const auto& operand : operands) {
    if (operand.is_scalar()) continue;
    if (lone) return nullptr;
    lone = &operand;
  }
  return lone && lone->type()->id() == arrow::Type::DICTIONARY ? lone : nullptr;
}

// The function's answers for each category and for a missing one, then the answer that belongs to each row.
ArrayPtr run_on_categories(const ElementwiseFunction& function, std::span<const arrow::Datum> operands,
                           const arrow::Datum* column, const Parameters& parameters) {
  const auto array = column->make_array();
  const auto& categories = static_cast<const arrow::DictionaryArray&>(*array);
  const auto missing = elementwise::nulls(categories.dictionary()->type(), 1);
  const auto values = data::value_or_throw(arrow::Concatenate({categories.dictionary(), missing}, data::arrow_pool()),
                                           "listing categories");
  std::vector<arrow::Datum> inputs(operands.begin(), operands.end());
  for (auto& input : inputs) input = decoded(input.is_scalar() ? input : arrow::Datum(values));
  const auto answers = function.run(function, inputs, parameters, values->length());
  arrow::Datum codes = elementwise::cast(arrow::Datum(categories.indices()), arrow::int64());
  if (categories.indices()->null_count() > 0) {
    const arrow::Datum code_of_missing(arrow::Int64Scalar(values->length() - 1));
    codes = elementwise::call_arrow("coalesce", {codes, code_of_missing}, array->length());
  }
  return data::value_or_throw(
             arrow::compute::Take(answers, codes, arrow::compute::TakeOptions::NoBoundsCheck(), arrow_context()),
             "looking up categories")
      .make_array();
}

bool is_order(std::string_view name) { return name == "lt" || name == "le" || name == "gt" || name == "ge"; }

bool is_category(const TypePtr& type) { return type->id() == arrow::Type::DICTIONARY; }

// Categories are before and after each other in their own order, if they have one.
void check_order(std::string_view name, std::span<const OperandType> operands) {
  for (const auto& operand : operands) {
    if (!is_category(operand.type) || static_cast<const arrow::DictionaryType&>(*operand.type).ordered()) continue;
    throw TypeError(
        fmt::format("{} of categories needs an order: these are equal or not; cat.as_ordered() takes their "
                    "order, astype the values'",
                    name));
  }
}

// The places of all operands among the categories of the column that is compared; what is none of them has none.
std::vector<arrow::Datum> ranks(std::span<const arrow::Datum> operands) {
  const auto column = std::ranges::find_if(
      operands, [](const auto& operand) { return operand.is_array() && is_category(operand.type()); });
  if (column == operands.end()) return {};
  const auto categories = static_cast<const arrow::DictionaryArray&>(*column->make_array()).dictionary();
  std::vector<arrow::Datum> places;
  for (const auto& operand : operands) {
    const auto array = elementwise::as_array(operand, operand.is_scalar() ? 1 : operand.length());
    const auto codes = static_cast<const arrow::DictionaryArray&>(*with_categories(array, categories, true)).indices();
    places.emplace_back(operand.is_scalar()
                            ? arrow::Datum(data::value_or_throw(codes->GetScalar(0), "comparing categories"))
                            : arrow::Datum(codes));
  }
  return places;
}

}  // namespace

const ElementwiseFunction& find_elementwise(std::string_view name) { return *registered_function(name).function; }

std::vector<std::string_view> elementwise_names() {
  std::vector<std::string_view> names;
  for (const auto& [name, function] : function_registry()) names.push_back(name);
  return names;
}

TypePtr elementwise_type(std::string_view name, std::span<const OperandType> operands, const Parameters& parameters) {
  const auto& [function, sees_categories] = registered_function(name);
  check_operand_count(*function, operands.size());
  std::vector<OperandType> types(operands.begin(), operands.end());
  if (is_order(name)) check_order(name, types);
  if (!sees_categories) {
    for (auto& operand : types) operand.type = value_type(operand.type);
  }
  return function->result_type(*function, types, parameters);
}

ArrayPtr run_elementwise(std::string_view name, std::span<const arrow::Datum> operands, const Parameters& parameters,
                         std::int64_t length) {
  const auto& [function, sees_categories] = registered_function(name);
  check_operand_count(*function, operands.size());
  initialize_arrow_compute();
  if (sees_categories) return function->run(*function, operands, parameters, length);
  if (is_order(name)) {
    if (const auto places = ranks(operands); !places.empty())
      return function->run(*function, places, parameters, length);
  }
  const auto* category = lone_category(operands);
  if (category && category->length() > 0) return run_on_categories(*function, operands, category, parameters);
  std::vector<arrow::Datum> values(operands.begin(), operands.end());
  for (auto& value : values) value = decoded(value);
  return function->run(*function, values, parameters, length);
}

}  // namespace tusk::kernels
