#include "kernels/row_keys.h"

#include <cstring>

#include <arrow/array.h>
#include <arrow/record_batch.h>

#include "kernels/row_values.h"
#include "kernels/text_rows.h"

namespace tusk::kernels {
namespace {

// A key is, for each column, a byte that says whether the value is missing, and if not the value: its word, or its
// size and its bytes.
constexpr std::int64_t kTagBytes = 1;
using TextSize = std::uint32_t;

// Calls visit(row, bytes) for each row of a column, in order; bytes.data() is nullptr where it is missing.
template <class Visit>
void visit_key_parts(const arrow::Array& column, Visit&& visit) {
  const bool has_word = with_word(*column.type(), [&]<class T>(std::type_identity<T>) {
    const RowValues<T> rows(*column.data());
    for (std::int64_t row = 0; row < rows.size; ++row) {
      T value = rows.values[row];
      if constexpr (std::is_floating_point_v<T>) value += T{0};
      visit(row, rows.is_missing(row) ? std::string_view()
                                      : std::string_view(reinterpret_cast<char*>(&value), sizeof value));
    }
  });
  if (has_word) return;
  if (column.type_id() == arrow::Type::NA) {
    for (std::int64_t row = 0; row < column.length(); ++row) visit(row, std::string_view());
  } else {
    visit_texts(column, visit);
  }
}

}  // namespace

bool can_be_key(const arrow::DataType& type) {
  const arrow::DataType& decoded =
      type.id() == arrow::Type::DICTIONARY ? *static_cast<const arrow::DictionaryType&>(type).value_type() : type;
  return decoded.id() == arrow::Type::BOOL || decoded.id() == arrow::Type::HALF_FLOAT ||
         decoded.id() == arrow::Type::NA || is_text(decoded) || with_word(decoded, [](auto) {});
}

RowKeys::RowKeys(const arrow::RecordBatch& batch, const std::vector<int>& positions)
    : begins_(std::size_t(batch.num_rows()) + 1) {
  arrow::ArrayVector columns;
  for (const int position : positions) columns.push_back(plain_array(batch.column(position)));
  for (const auto& column : columns) {
    const std::int64_t size_bytes = is_text(*column->type()) ? std::int64_t(sizeof(TextSize)) : 0;
    visit_key_parts(*column, [&](std::int64_t row, std::string_view part) {
      begins_[std::size_t(row) + 1] += kTagBytes + (part.data() ? size_bytes + std::int64_t(part.size()) : 0);
    });
  }
  for (std::size_t row = 1; row < begins_.size(); ++row) begins_[row] += begins_[row - 1];
  bytes_.resize(std::size_t(begins_.back()));
  std::vector<char*> ends;
  for (const auto begin : begins_) ends.push_back(bytes_.data() + begin);
  for (const auto& column : columns) {
    const bool is_sized = is_text(*column->type());
    visit_key_parts(*column, [&](std::int64_t row, std::string_view part) {
      char*& end = ends[std::size_t(row)];
      *end++ = char(part.data() != nullptr);
      if (!part.data()) return;
      if (is_sized) {
        const auto size = TextSize(part.size());
        std::memcpy(end, &size, sizeof size);
        end += sizeof size;
      }
      std::memcpy(end, part.data(), part.size());
      end += part.size();
    });
  }
}

}  // namespace tusk::kernels
