#include "io/column_types.h"

#include <arrow/array.h>
#include <arrow/array/array_dict.h>
#include <arrow/array/util.h>
#include <arrow/compute/cast.h>
#include <arrow/compute/exec.h>
#include <arrow/type.h>
#include <arrow/type_traits.h>

#include "data/arrow_pool.h"
#include "data/arrow_status.h"
#include "kernels/categories.h"

namespace tusk::io {
namespace {

bool is_number(const arrow::DataType& type) { return arrow::is_integer(type.id()) || arrow::is_floating(type.id()); }

kernels::TypePtr common_number(const kernels::TypePtr& a, const kernels::TypePtr& b) {
  if (arrow::is_floating(a->id()) != arrow::is_floating(b->id())) return arrow::float64();
  const bool is_signedness_equal = arrow::is_signed_integer(a->id()) == arrow::is_signed_integer(b->id());
  if (!is_signedness_equal) return arrow::int64();
  return a->bit_width() >= b->bit_width() ? a : b;
}

}  // namespace

kernels::TypePtr plain_type(const kernels::TypePtr& type) {
  switch (type->id()) {
    case arrow::Type::LARGE_STRING:
    case arrow::Type::STRING_VIEW: return arrow::utf8();
    case arrow::Type::LARGE_BINARY:
    case arrow::Type::BINARY_VIEW: return arrow::binary();
    case arrow::Type::DICTIONARY: {
      const auto& dictionary = static_cast<const arrow::DictionaryType&>(*type);
      return arrow::dictionary(arrow::int32(), plain_type(dictionary.value_type()), dictionary.ordered());
    }
    default: return type;
  }
}

kernels::TypePtr common_type(const kernels::TypePtr& a, const kernels::TypePtr& b) {
  if (a->Equals(*b) || b->id() == arrow::Type::NA) return a;
  if (a->id() == arrow::Type::NA) return b;
  if (is_number(*a) && is_number(*b)) return common_number(a, b);
  return nullptr;
}

std::shared_ptr<arrow::Array> converted_column(const std::shared_ptr<arrow::Array>& array,
                                               const kernels::TypePtr& type) {
  if (const auto* known = kernels::known_categories(*type)) {
    const bool is_coded = array->type_id() == arrow::Type::DICTIONARY;
    const auto here =
        is_coded ? kernels::open_category_type(known->value_type(), known->ordered()) : known->value_type();
    return kernels::with_categories(converted_column(array, here), known->values(), known->ordered());
  }
  if (array->type()->Equals(*type)) return array;
  if (array->type_id() == arrow::Type::NA)
    return data::value_or_throw(arrow::MakeArrayOfNull(type, array->length(), data::arrow_pool()), "reading a column");
  if (array->type_id() == arrow::Type::DICTIONARY && type->id() == arrow::Type::DICTIONARY) {
    const auto& from = static_cast<const arrow::DictionaryArray&>(*array);
    const auto& to = static_cast<const arrow::DictionaryType&>(*type);
    return data::value_or_throw(
        arrow::DictionaryArray::FromArrays(type, converted_column(from.indices(), to.index_type()),
                                           converted_column(from.dictionary(), to.value_type())),
        "reading categories");
  }
  arrow::compute::ExecContext context(data::arrow_pool());
  context.set_use_threads(false);
  auto options = arrow::compute::CastOptions::Safe(type);
  options.allow_float_truncate = true;
  return data::value_or_throw(arrow::compute::Cast(arrow::Datum(array), options, &context), "converting a column")
      .make_array();
}

}  // namespace tusk::io
