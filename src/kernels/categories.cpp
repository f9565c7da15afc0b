#include "kernels/categories.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include <arrow/array.h>
#include <arrow/array/array_dict.h>
#include <arrow/array/concatenate.h>
#include <arrow/builder.h>
#include <arrow/chunked_array.h>
#include <arrow/compute/api_scalar.h>
#include <arrow/compute/api_vector.h>
#include <arrow/compute/cast.h>
#include <arrow/compute/exec.h>
#include <fmt/format.h>

#include <tusk/core/error.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/arrow_compute.h"
#include "kernels/elementwise.h"
#include "kernels/elementwise/operands.h"

namespace tusk::kernels {

namespace {

using ArrayPtr = std::shared_ptr<arrow::Array>;

constexpr const char* kDoing = "looking at categories";

const arrow::DictionaryArray* as_dictionary(const arrow::Array& array) {
  return array.type_id() == arrow::Type::DICTIONARY ? &static_cast<const arrow::DictionaryArray&>(array) : nullptr;
}

ArrayPtr categories_of(const ArrayPtr& array) {
  const auto* dictionary = as_dictionary(*array);
  return dictionary ? dictionary->dictionary() : array;
}

// Each wanted value's place among `values`, missing if it is not there; nullptr where the types have nothing in common.
ArrayPtr lookup(const ArrayPtr& wanted, const ArrayPtr& values) {
  const auto type = elementwise::common_type({wanted->type()}, {values->type()});
  if (!type) return nullptr;
  const arrow::compute::SetLookupOptions options(elementwise::cast(values, type),
                                                 arrow::compute::SetLookupOptions::SKIP);
  return elementwise::call_arrow("index_in", {elementwise::cast(wanted, type)}, wanted->length(), &options);
}

bool has_plain_codes(const arrow::ChunkedArray& column) {
  return static_cast<const arrow::DictionaryType&>(*column.type()).index_type()->id() == arrow::Type::INT32;
}

ArrayPtr with_codes(const ArrayPtr& codes, const ArrayPtr& values, bool is_ordered) {
  return data::value_or_throw(
      arrow::DictionaryArray::FromArrays(std::make_shared<KnownCategories>(values, is_ordered), codes, values), kDoing);
}

ArrayPtr taken(const ArrayPtr& values, const ArrayPtr& places) {
  return data::value_or_throw(arrow::compute::Take(arrow::Datum(values), arrow::Datum(places),
                                                   arrow::compute::TakeOptions::NoBoundsCheck(), arrow_context()),
                              kDoing)
      .make_array();
}

ArrayPtr sorted(const ArrayPtr& values) {
  const auto places = arrow::compute::SortIndices(arrow::Datum(values), arrow::compute::SortOptions(), arrow_context());
  return places.ok() ? taken(values, *places) : values;
}

}  // namespace

KnownCategories::KnownCategories(ArrayPtr values, bool is_ordered)
    : arrow::DictionaryType(arrow::int32(), values->type(), is_ordered), values_(std::move(values)) {}

const KnownCategories* known_categories(const arrow::DataType& type) {
  return type.id() == arrow::Type::DICTIONARY ? dynamic_cast<const KnownCategories*>(&type) : nullptr;
}

ArrayPtr distinct_in_order(const ArrayPtr& values) {
  initialize_arrow_compute();
  return data::value_or_throw(arrow::compute::Unique(arrow::Datum(values), arrow_context()), kDoing);
}

TypePtr category_type(ArrayPtr values, bool is_ordered) {
  if (values->null_count() > 0) throw ValueError("categories are values: one of these is missing");
  const auto distinct = distinct_in_order(values);
  if (distinct->length() != values->length())
    throw ValueError(fmt::format("categories differ from each other: {} values, {} of them different", values->length(),
                                 distinct->length()));
  return std::make_shared<KnownCategories>(std::move(values), is_ordered);
}

TypePtr open_category_type(const TypePtr& value_type, bool is_ordered) {
  return arrow::dictionary(arrow::int32(), value_type, is_ordered);
}

TypePtr code_type(std::int64_t category_count) {
  if (category_count <= std::numeric_limits<std::int8_t>::max()) return arrow::int8();
  if (category_count <= std::numeric_limits<std::int16_t>::max()) return arrow::int16();
  return arrow::int32();
}

ArrayPtr array_of_values(const std::vector<Value>& values) {
  initialize_arrow_compute();
  std::vector<std::shared_ptr<arrow::Scalar>> scalars;
  TypePtr type = arrow::null();
  for (const Value& value : values) {
    scalars.push_back(to_scalar(value));
    const TypePtr common = elementwise::common_type({type}, {scalars.back()->type});
    if (!common)
      throw TypeError(fmt::format("categories have one type: {} and {} are given", type_name(*type),
                                  type_name(*scalars.back()->type)));
    type = common;
  }
  if (type->id() == arrow::Type::NA) type = arrow::utf8();
  const auto builder = data::value_or_throw(arrow::MakeBuilder(type, data::arrow_pool()), kDoing);
  for (const auto& scalar : scalars)
    data::throw_unless_ok(builder->AppendScalar(*elementwise::cast(arrow::Datum(scalar), type).scalar()), kDoing);
  return data::value_or_throw(builder->Finish(), kDoing);
}

ArrayPtr converted_values(const ArrayPtr& values, const TypePtr& type) {
  if (values->length() == 0) return data::value_or_throw(arrow::MakeEmptyArray(type, data::arrow_pool()), kDoing);
  const bool are_texts = elementwise::is_text(*values->type()) && elementwise::is_text(*type);
  const TypePtr common = elementwise::common_type({type}, {values->type()});
  return are_texts || (common && common->Equals(*type)) ? elementwise::cast(values, type) : values;
}

ArrayPtr with_places(const ArrayPtr& places, const ArrayPtr& values, bool is_ordered) {
  initialize_arrow_compute();
  const auto length = places->length();
  const auto compared = [&](const char* function, std::int64_t limit) {
    return arrow::Datum(
        run_elementwise(function, std::array{arrow::Datum(places), arrow::Datum(std::int32_t(limit))}, {}, length));
  };
  const auto is_place =
      run_elementwise("and", std::array{compared("ge", 0), compared("lt", values->length())}, {}, length);
  const arrow::Datum none(arrow::MakeNullScalar(arrow::int32()));
  return with_codes(elementwise::call_arrow("if_else", {is_place, places, none}, length), values, is_ordered);
}

std::vector<std::int64_t> places_among(const arrow::Array& values, const arrow::Array& wanted) {
  std::vector<std::int64_t> places(std::size_t(wanted.length()), -1);
  const auto found = lookup(arrow::MakeArray(wanted.data()), arrow::MakeArray(values.data()));
  if (!found) return places;
  const auto& numbers = static_cast<const arrow::Int32Array&>(*found);
  for (std::int64_t i = 0; i < numbers.length(); ++i) {
    if (numbers.IsValid(i)) places[std::size_t(i)] = numbers.Value(i);
  }
  return places;
}

ArrayPtr sorted_values(const std::vector<std::shared_ptr<arrow::ChunkedArray>>& columns, const TypePtr& value_type) {
  initialize_arrow_compute();
  arrow::ArrayVector parts;
  for (const auto& column : columns) {
    for (const auto& chunk : column->chunks()) {
      const ArrayPtr values = categories_of(chunk);
      const ArrayPtr present = elementwise::call_arrow("drop_null", {values}, values->length());
      parts.push_back(distinct_in_order(present));
    }
  }
  if (parts.empty()) return data::value_or_throw(arrow::MakeEmptyArray(value_type, data::arrow_pool()), kDoing);
  const ArrayPtr all = data::value_or_throw(arrow::Concatenate(parts, data::arrow_pool()), kDoing);
  ArrayPtr distinct = distinct_in_order(all);
  if (elementwise::is_float(*distinct->type())) {
    const auto present = elementwise::call_arrow("invert", {elementwise::call_arrow("is_nan", {distinct}, 0)}, 0);
    distinct = data::value_or_throw(arrow::compute::Filter(distinct, present, arrow::compute::FilterOptions::Defaults(),
                                                           arrow_context()),
                                    kDoing)
                   .make_array();
  }
  return sorted(distinct);
}

ArrayPtr with_categories(const ArrayPtr& column, const ArrayPtr& values, bool is_ordered) {
  initialize_arrow_compute();
  const auto* dictionary = as_dictionary(*column);
  if (!dictionary) {
    const ArrayPtr codes = lookup(column, values);
    return with_codes(codes ? codes : elementwise::nulls(arrow::int32(), column->length()), values, is_ordered);
  }
  const ArrayPtr codes = elementwise::cast(dictionary->indices(), arrow::int32());
  if (dictionary->dictionary()->Equals(*values)) return with_codes(codes, values, is_ordered);
  const ArrayPtr places = lookup(dictionary->dictionary(), values);
  return with_codes(places ? taken(places, codes) : elementwise::nulls(arrow::int32(), column->length()), values,
                    is_ordered);
}

ArrayPtr with_sorted_categories(const ArrayPtr& column) {
  const auto* dictionary = as_dictionary(*column);
  if (dictionary && static_cast<const arrow::DictionaryType&>(*column->type()).ordered()) return column;
  const ArrayPtr values = sorted_values({std::make_shared<arrow::ChunkedArray>(column)}, categories_of(column)->type());
  const ArrayPtr coded = with_categories(column, values, false);
  return data::value_or_throw(
      arrow::DictionaryArray::FromArrays(open_category_type(values->type()),
                                         static_cast<const arrow::DictionaryArray&>(*coded).indices(), values),
      kDoing);
}

std::shared_ptr<arrow::ChunkedArray> with_own_categories(const std::shared_ptr<arrow::ChunkedArray>& column) {
  if (column->type()->id() != arrow::Type::DICTIONARY) return column;
  const auto& dictionary = static_cast<const arrow::DictionaryType&>(*column->type());
  const auto one = with_one_dictionary(column, column->type());
  ArrayPtr values = one->num_chunks() > 0 ? categories_of(one->chunk(0)) : nullptr;
  const bool is_proper = values && values->null_count() == 0 && distinct_in_order(values)->length() == values->length();
  if (!is_proper) values = sorted_values({column}, dictionary.value_type());
  return with_one_dictionary(column, std::make_shared<KnownCategories>(values, dictionary.ordered()));
}

std::shared_ptr<arrow::ChunkedArray> with_one_dictionary(const std::shared_ptr<arrow::ChunkedArray>& column,
                                                         const TypePtr& type) {
  if (type->id() != arrow::Type::DICTIONARY) return column;
  const auto* known = known_categories(*type);
  ArrayPtr values = known ? known->values() : nullptr;
  const auto& chunks = column->chunks();
  const auto has_first = [&](const ArrayPtr& chunk) { return categories_of(chunk)->Equals(*categories_of(chunks[0])); };
  const bool is_one = std::ranges::all_of(chunks, has_first);
  if (is_one && (!known || (!chunks.empty() && categories_of(chunks[0])->Equals(*values) && has_plain_codes(*column))))
    return std::make_shared<arrow::ChunkedArray>(chunks, known ? type : column->type());
  const auto& dictionary = static_cast<const arrow::DictionaryType&>(*type);
  if (!known) values = sorted_values({column}, dictionary.value_type());
  arrow::ArrayVector made;
  for (const auto& chunk : chunks) made.push_back(with_categories(chunk, values, dictionary.ordered()));
  if (made.empty()) made.push_back(with_codes(elementwise::nulls(arrow::int32(), 0), values, dictionary.ordered()));
  return std::make_shared<arrow::ChunkedArray>(std::move(made), type);
}

}  // namespace tusk::kernels
