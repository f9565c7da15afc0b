// as_category, cat.codes, cat.values, cat.set, cat.rename, cat.from_codes, cat.open: categories, and what they are.
//
// "categories", a table of one column, are given where they become known.
#include <arrow/array/array_dict.h>
#include <arrow/array/concatenate.h>
#include <arrow/table.h>
#include <fmt/format.h>

#include <tusk/core/error.h>
#include <tusk/data/table.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/categories.h"
#include "kernels/elementwise/families.h"

namespace tusk::kernels::elementwise {

namespace {

constexpr const char* kDoing = "making categories";

const arrow::DictionaryArray& dictionary_of(const ArrayPtr& array) {
  return static_cast<const arrow::DictionaryArray&>(*array);
}

TypePtr category_values_type(const TypePtr& type) {
  return type->id() == arrow::Type::DICTIONARY ? static_cast<const arrow::DictionaryType&>(*type).value_type() : type;
}

ArrayPtr given_categories(const Function& function, const Parameters& parameters) {
  const auto table = needed_parameter(function, parameters, "categories").as<Table>().arrow();
  const auto& chunks = table->column(0)->chunks();
  if (chunks.size() == 1) return chunks[0];
  if (chunks.empty()) return nulls(table->column(0)->type(), 0);
  return data::value_or_throw(arrow::Concatenate(chunks, data::arrow_pool()), kDoing);
}

bool is_ordered(const Parameters& parameters) { return parameter<bool>(parameters, "ordered", false); }

TypePtr open_type(const Function&, Types types, const Parameters&) {
  return open_category_type(category_values_type(types[0].type));
}

TypePtr plain_values_type(const Function&, Types types, const Parameters&) {
  return category_values_type(types[0].type);
}

TypePtr given_type(const Function& function, Types, const Parameters& parameters) {
  return category_type(given_categories(function, parameters), is_ordered(parameters));
}

TypePtr codes_type(const Function& function, Types types, const Parameters& parameters) {
  if (types[0].type->id() != arrow::Type::DICTIONARY) refuse(function, types);
  return type_of_name(needed_parameter(function, parameters, "type").as<std::string>());
}

ArrayPtr run_as_category(const Function&, Operands operands, const Parameters&, std::int64_t length) {
  return with_sorted_categories(as_array(operands[0], length));
}

ArrayPtr run_open(const Function&, Operands operands, const Parameters&, std::int64_t length) {
  const auto array = as_array(operands[0], length);
  const auto& column = dictionary_of(array);
  return data::value_or_throw(arrow::DictionaryArray::FromArrays(open_category_type(column.dictionary()->type()),
                                                                 column.indices(), column.dictionary()),
                              kDoing);
}

ArrayPtr run_values(const Function&, Operands operands, const Parameters&, std::int64_t length) {
  const auto array = as_array(operands[0], length);
  return cast(array, category_values_type(array->type()));
}

// -1 for missing, as pandas.
ArrayPtr run_codes(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto type = result_type_of(function, operands, parameters);
  const auto array = as_array(operands[0], length);
  const auto codes = cast(dictionary_of(array).indices(), type);
  return call_arrow("coalesce", {codes, cast(arrow::Datum(arrow::MakeScalar(std::int64_t(-1))), type)}, length);
}

ArrayPtr run_set(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  return with_categories(as_array(operands[0], length), given_categories(function, parameters), is_ordered(parameters));
}

// The categories' new names, in their order.
ArrayPtr run_rename(const Function& function, Operands operands, const Parameters& parameters, std::int64_t length) {
  const auto array = as_array(operands[0], length);
  return with_places(cast(dictionary_of(array).indices(), arrow::int32()), given_categories(function, parameters),
                     is_ordered(parameters));
}

ArrayPtr run_from_codes(const Function& function, Operands operands, const Parameters& parameters,
                        std::int64_t length) {
  return with_places(cast(as_array(operands[0], length), arrow::int32()), given_categories(function, parameters),
                     is_ordered(parameters));
}

constexpr Function kCategoryFunctions[] = {
    {"as_category", 1, 1, open_type, run_as_category},
    {"cat.codes", 1, 1, codes_type, run_codes},
    {"cat.set", 1, 1, given_type, run_set},
    {"cat.rename", 1, 1, given_type, run_rename},
    {"cat.from_codes", 1, 1, given_type, run_from_codes},
    {"cat.open", 1, 1, open_type, run_open},
    {"cat.values", 1, 1, plain_values_type, run_values},
};

}  // namespace

Family category_family() { return {.functions = kCategoryFunctions, .sees_categories = true}; }

}  // namespace tusk::kernels::elementwise
