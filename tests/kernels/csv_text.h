// CSV texts as the tests write them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/csv/csv_batch_builder.h"

namespace tusk::test {

// A text with the padding that scanners need.
inline std::string padded(std::string_view text) {
  std::string bytes(text);
  bytes.append(kernels::kCsvPadding, '?');
  return bytes;
}

inline kernels::CsvFormat pandas_format() {
  kernels::CsvFormat format;
  format.missing_texts = kernels::default_missing_texts();
  return format;
}

// The rows of a text without a header.
inline kernels::Batch parsed(std::string_view text, const std::vector<kernels::CsvColumn>& columns,
                             std::size_t field_count, const kernels::CsvFormat& format = pandas_format()) {
  const std::string bytes = padded(text);
  kernels::CsvRowFinder finder(format, field_count);
  kernels::CsvBatchBuilder builder(columns, std::make_shared<kernels::CsvParsing>(format));
  const auto rows = finder.find(bytes.data(), text.size(), /*is_last=*/true);
  builder.append(rows, 0, rows.count);
  return builder.finish();
}

}  // namespace tusk::test
