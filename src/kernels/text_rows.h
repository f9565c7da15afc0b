// The rows of a column of texts or bytes, in any of Arrow's layouts. Decimals are bytes of fixed width.
#pragma once

#include <cstdint>
#include <string_view>

#include <arrow/array/array_binary.h>
#include <arrow/type.h>

namespace tusk::kernels {

inline bool is_text(const arrow::DataType& type) {
  return arrow::is_base_binary_like(type.id()) || arrow::is_binary_view_like(type.id()) ||
         arrow::is_fixed_size_binary(type.id());
}

template <class TextArray, class Visit>
void visit_text_array(const TextArray& texts, Visit&& visit) {
  const bool has_missing = texts.null_count() != 0;
  for (std::int64_t row = 0; row < texts.length(); ++row) {
    const bool is_missing = has_missing && texts.IsNull(row);
    // An empty text must not look like a missing one.
    const std::string_view text = is_missing ? std::string_view() : texts.GetView(row);
    visit(row, is_missing || text.data() ? text : std::string_view("", 0));
  }
}

// Calls visit(row, text) for each row of a column whose type is_text(), in order; text.data() is nullptr where it is
// missing.
template <class Visit>
void visit_texts(const arrow::Array& column, Visit&& visit) {
  switch (column.type_id()) {
    case arrow::Type::STRING:
    case arrow::Type::BINARY: return visit_text_array(static_cast<const arrow::BinaryArray&>(column), visit);
    case arrow::Type::LARGE_STRING:
    case arrow::Type::LARGE_BINARY: return visit_text_array(static_cast<const arrow::LargeBinaryArray&>(column), visit);
    case arrow::Type::STRING_VIEW:
    case arrow::Type::BINARY_VIEW: return visit_text_array(static_cast<const arrow::BinaryViewArray&>(column), visit);
    default: return visit_text_array(static_cast<const arrow::FixedSizeBinaryArray&>(column), visit);
  }
}

}  // namespace tusk::kernels
