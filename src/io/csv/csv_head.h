// The head of a CSV file: what is before its rows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernels/csv/csv_format.h"

namespace tusk::io {

struct CsvHeadRules {
  static constexpr std::string_view kName = "head";
  std::int64_t skiprows = 0;
  std::vector<std::int64_t> skipped_lines = {};  // their numbers from 0, ascending, instead of skiprows
  std::int64_t header = 0;                       // the row of the names, -1: none
  std::vector<std::string> names;                // of the columns, instead of the header's
  static constexpr auto fields() {
    return std::tuple{field("skiprows", &CsvHeadRules::skiprows), field("skipped_lines", &CsvHeadRules::skipped_lines),
                      field("header", &CsvHeadRules::header), field("names", &CsvHeadRules::names)};
  }
};

struct CsvHead {
  std::vector<std::string> names;  // distinct; of a header, or else given, or "0", "1" …
  std::size_t size_bytes = 0;      // where the rows begin
};

// The head of a file that begins with text[0, size), which has kCsvPadding bytes more; nothing if it isn't whole.
// Throws ValueError if there are more or fewer columns than names, NotImplementedError for a line
// to skip that is behind the first row.
std::optional<CsvHead> read_csv_head(const char* text, std::size_t size, const CsvHeadRules& rules,
                                     const kernels::CsvFormat& format);

}  // namespace tusk::io
