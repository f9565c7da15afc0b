// CsvBlockReader: the rows of one block of a CSV file.
#pragma once

#include <map>
#include <optional>

#include "io/csv/byte_stream.h"
#include "io/csv/csv_head.h"
#include "io/csv/csv_quote_index.h"
#include "io/csv/csv_text.h"
#include "kernels/csv/csv_batch_builder.h"

namespace tusk::io {

// The rows that begin in [begin, end) of the file; the first one has its head too.
struct CsvBlock {
  TextFile file;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

// What the blocks of all files share.
struct CsvFileKind {
  static constexpr std::string_view kName = "csv_files";
  kernels::CsvFormat format;
  CsvHeadRules head;
  std::vector<std::string> names;                                      // of all columns of each file
  std::string first_address;                                           // of the file that they come from
  std::map<std::string, std::vector<std::string>> missing_texts = {};  // of columns, besides those of the format
  StorageOptions storage_options = {};
  static constexpr auto fields() {
    return std::tuple{field("format", &CsvFileKind::format),
                      field("head", &CsvFileKind::head),
                      field("names", &CsvFileKind::names),
                      field("first_address", &CsvFileKind::first_address),
                      field("missing_texts", &CsvFileKind::missing_texts),
                      field("storage_options", &CsvFileKind::storage_options)};
  }
};

struct CsvWanted {
  std::vector<kernels::CsvColumn> columns;
  std::optional<std::int64_t> rows;
};

// Throws ValueError naming file, line, column and value for what the file's head, or the columns, do not allow.
// `quotes` is null for files that are not read twice: a block then begins as if no quote were open, and the block
// before it throws if one is.
std::unique_ptr<kernels::BatchReader> read_csv_block(CsvBlock block, const CsvFileKind& kind, CsvWanted wanted,
                                                     std::shared_ptr<CsvQuoteIndex> quotes);

// Throws ValueError unless a file's head has the columns that it must have.
void check_csv_head(const CsvHead& head, const TextFile& file, const CsvFileKind& kind);
// Throws a fault at `offset` of the file as an error that names file and line. Reads the file up to there.
[[noreturn]] void throw_csv_fault(const kernels::CsvFault& fault, const TextFile& file, std::uint64_t offset,
                                  const StorageOptions& options);

}  // namespace tusk::io
