#include "kernels/csv/infer_csv_types.h"

#include <arrow/type.h>

#include "kernels/csv/csv_numbers.h"

namespace tusk::kernels {

CsvTypeInference::CsvTypeInference(std::vector<std::shared_ptr<const CsvParsing>> parsings)
    : parsings_(std::move(parsings)), seen_(parsings_.size()) {}

void CsvTypeInference::consume(const CsvRows& rows) {
  row_count_ += rows.count;
  std::string scratch;
  for (std::int64_t row = 0; row < rows.count; ++row) {
    for (std::size_t column = 0; column < seen_.size(); ++column) {
      const std::size_t begin = rows.begin_of(row, column);
      std::string_view field(rows.text + begin, rows.end_of(row, column) - begin);
      if (column + 1 == seen_.size() && field.ends_with('\r')) field.remove_suffix(1);
      const CsvParsing& parsing = *parsings_[column];
      if (!is_as_expected(field, parsing, seen_[column]))
        consume(plain_csv_text(field, parsing.format, scratch), parsing, seen_[column]);
    }
  }
}

// Whether a field is a short number that tells nothing new: most are.
bool CsvTypeInference::is_as_expected(std::string_view field, const CsvParsing& parsing, const Seen& seen) {
  std::int64_t integer;
  double number;
  if (!seen.has_value || seen.is_bool || parsing.missing.may_contain(field.data(), field.size())) return false;
  if (seen.is_integer || seen.is_unsigned) {
    return parse_short_int64(field.data(), field.size(), integer) && (integer >= 0 || !seen.is_unsigned);
  }
  return !seen.is_float || parse_short_double(field.data(), field.size(), parsing.format.decimal, number);
}

void CsvTypeInference::consume(std::string_view text, const CsvParsing& parsing, Seen& seen) {
  if (text.empty() || parsing.missing.contains(text)) return;
  seen.has_value = true;
  const auto& format = parsing.format;
  if (seen.is_integer) seen.is_integer = is_csv_value(text, *arrow::int64(), format);
  if (seen.is_unsigned) seen.is_unsigned = is_csv_value(text, *arrow::uint64(), format);
  if (seen.is_float && !seen.is_integer) seen.is_float = is_csv_value(text, *arrow::float64(), format);
  if (seen.is_bool) seen.is_bool = is_csv_value(text, *arrow::boolean(), format);
}

TypePtr CsvTypeInference::type(std::size_t column) const {
  const Seen& seen = seen_[column];
  if (!seen.has_value) return nullptr;
  if (seen.is_integer) return arrow::int64();
  if (seen.is_unsigned) return arrow::uint64();
  if (seen.is_float) return arrow::float64();
  return seen.is_bool ? arrow::boolean() : arrow::utf8();
}

}  // namespace tusk::kernels
