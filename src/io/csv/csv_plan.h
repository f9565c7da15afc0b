// What is decided when CSV files are opened: their format, their columns and types, and their blocks.
#pragma once

#include <vector>

#include "io/csv/csv_block_reader.h"
#include "io/csv/csv_options.h"
#include "kernels/batch.h"

namespace tusk::io {

// A column that is read, and its place among the fields of a row.
struct CsvColumnPlan {
  std::string name;
  std::uint64_t position = 0;
  kernels::TypePtr type;
};

// Throws ValueError for options that no format has.
kernels::CsvFormat format_of(const CsvOptions& options);
// Of files that are not empty: how they are read, as the first one's head tells. `files` are one or more. Throws
// ValueError if they have no columns, or other ones than the first.
CsvFileKind kind_of_files(const std::vector<TextFile>& files, const CsvOptions& options);
// The options with names of the files' columns where they have places. Throws ValueError for a place that there is
// none at, or a name.
CsvOptions with_column_names(CsvOptions options, const std::vector<std::string>& names);
// The columns of usecols, in the files' order, with their types, as the first and the last file tell.
std::vector<CsvColumnPlan> plan_csv_columns(const std::vector<TextFile>& files, const CsvFileKind& kind,
                                            const CsvOptions& options);

// The bytes [begin, end) of a file, by its number.
struct CsvBlockPlan {
  static constexpr std::string_view kName = "block";
  std::uint64_t file = 0;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  static constexpr auto fields() {
    return std::tuple{field("file", &CsvBlockPlan::file), field("begin", &CsvBlockPlan::begin),
                      field("end", &CsvBlockPlan::end)};
  }
};
std::vector<CsvBlockPlan> plan_csv_blocks(const std::vector<TextFile>& files, const CsvFileKind& kind,
                                          const CsvOptions& options);

}  // namespace tusk::io
