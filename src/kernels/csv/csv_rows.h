// CsvRows: where the fields of the rows of a text lie.
#pragma once

#include <optional>
#include <vector>

#include "kernels/csv/csv_structure.h"

namespace tusk::kernels {

// Field f of row r is text[before[r * stride + f] + 1, ends[r * stride + f]), in 32-bit arithmetic that wraps around.
// A row that is too short has empty fields at its end. Points into a text and a CsvRowFinder.
struct CsvRows {
  const char* text = nullptr;
  std::int64_t count = 0;
  std::size_t stride = 0;
  const std::uint32_t* before = nullptr;
  const std::uint32_t* ends = nullptr;
  std::size_t consumed = 0;  // bytes of text that these rows, and the lines left out, are
  // Whether a quote is open just before the limit that the finder was given.
  bool is_limit_quoted = false;

  std::size_t begin_of(std::int64_t row, std::size_t field) const {
    return std::uint32_t(before[std::size_t(row) * stride + field] + 1);
  }
  std::size_t end_of(std::int64_t row, std::size_t field) const { return ends[std::size_t(row) * stride + field]; }
};

// Finds the rows of one text after the other. To be used by one thread.
class CsvRowFinder {
 public:
  // Rows have `field_count` fields; 0: only their count matters.
  CsvRowFinder(const CsvFormat& format, std::size_t field_count);

  // The whole rows of text[0, size) that begin before `limit`; the text starts with a row and has kCsvPadding bytes
  // more. Valid until the next call. Throws CsvFault for a row with too many fields, and, if the text `is_last`, for a
  // quote that is left open.
  CsvRows find(const char* text, std::size_t size, bool is_last, std::size_t limit = ~std::size_t(0));

 private:
  bool end_at_limit(const char* text, std::size_t limit);
  static CsvRows plain_lines(const char* text, std::size_t size, std::size_t count);
  CsvRows count(const char* text) const;
  CsvRows regular_rows() const;
  CsvRows lay_out(const char* text);
  // Whether every line has exactly `field_count_` fields.
  bool is_regular(const char* text) const;
  std::size_t lay_out_line(const char* text, std::size_t first);
  void append_row(const char* text, std::size_t first, std::size_t end);

  const CsvFormat format_;
  const CsvMarks marks_;
  const std::size_t field_count_;
  std::vector<std::uint32_t> positions_;  // the first one is that before the text: 2^32 - 1
  CsvPositions found_;
  std::vector<std::uint32_t> before_, ends_;
};

// A line of text[0, size) by itself: its fields, as they are written. Nothing if the text has no whole line that isn't
// blank; `consumed` is then and else how many bytes were read.
std::optional<std::vector<std::string_view>> first_csv_line(const char* text, std::size_t size, const CsvFormat& format,
                                                            std::size_t& consumed);

// A field without its quotes and escapes. `scratch` is used where that isn't a part of `field` itself.
std::string_view plain_csv_text(std::string_view field, const CsvFormat& format, std::string& scratch);

}  // namespace tusk::kernels
