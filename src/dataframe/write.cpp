#include <tusk/dataframe/write.h>

#include <algorithm>
#include <optional>
#include <utility>

#include <arrow/scalar.h>
#include <arrow/table.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tusk/core/error.h>
#include <tusk/dataframe/read.h>

#include "dataframe/nodes.h"
#include "expr/select.h"
#include "expr/write_rows.h"
#include "io/csv/csv_scan.h"
#include "io/json/json_sink.h"
#include "io/parquet/category_notes.h"
#include "io/parquet/parquet_sink.h"
#include "io/write/csv_sink.h"

namespace tusk {

namespace {

Table written_paths(const expr::NodePtr& rows, const kernels::SinkPtr& sink, const RunOptions& run) {
  try {
    return DataFrame(expr::write_rows(rows, sink)).compute(run);
  } catch (...) {
    sink->abandon();
    throw;
  }
}

// Runs the writing, and returns what was written.
std::vector<std::string> written(const expr::NodePtr& rows, const kernels::SinkPtr& sink, const RunOptions& run) {
  const Table paths = written_paths(rows, sink, run);
  std::vector<std::string> addresses;
  for (std::int64_t i = 0; i < paths.row_count(); ++i)
    addresses.push_back(paths.arrow()->column(0)->GetScalar(i).ValueOrDie()->ToString());
  return addresses;
}

// The index's levels under their own names, as plain columns; or none of them.
expr::NodePtr plain_rows(const DataFrame& frame, bool keeps_index) {
  return (keeps_index ? frame.reset_index() : frame.drop_index()).node();
}

// The same for CSV, where an index of one level has no name unless it was given one.
expr::NodePtr csv_rows(const DataFrame& frame, bool keeps_index) {
  const bool has_name = frame.index_names().size() > 1 || (frame.index_names().size() == 1 && frame.index_names()[0]);
  const auto rows = plain_rows(frame, keeps_index);
  return keeps_index && !has_name ? DataFrame(rows).rename({{"index", ""}}).node() : rows;
}

}  // namespace

std::vector<std::string> to_csv(const DataFrame& frame, const std::string& address, const WriteCsv& options,
                                const RunOptions& run) {
  io::CsvWriteOptions csv;
  csv.text.sep = options.sep;
  csv.text.na_rep = options.na_rep;
  csv.has_header = options.header;
  csv.is_single_file = options.single_file;
  csv.storage_options = options.storage_options;
  return written(csv_rows(frame, options.index), io::csv_sink(address, csv), run);
}

namespace {

std::string columns_text(const DataFrame& frame) {
  std::vector<std::string> columns;
  for (const auto& [column, dtype] : frame.dtypes()) columns.push_back(column + " " + dtype);
  std::ranges::sort(columns);  // the keys of folders come last when they are read
  return fmt::format("{}", fmt::join(columns, ", "));
}

// Files that differ from those that are there would make a data set that nobody can read.
void check_appended(const DataFrame& frame, const std::string& folder, const WriteParquet& options) {
  std::optional<DataFrame> there;
  try {
    there = read_parquet(folder, {.storage_options = options.storage_options});
  } catch (const FileNotFoundError&) {
    return;  // nothing to be added to
  }
  const DataFrame added = options.write_index ? frame : frame.drop_index();
  const auto text = [&](const DataFrame& one) {
    const auto levels = one.index_names().size();
    std::string columns = columns_text(options.partition_on.empty() ? one : one.drop(options.partition_on));
    return levels == 0 ? columns : columns + fmt::format("; an index of {} levels", levels);
  };
  if (text(*there) != text(added))
    throw ValueError(
        fmt::format("files are appended to a data set with the same columns and types: '{}' has ({}), the "
                    "frame has ({})",
                    folder, text(*there), text(added)));
}

}  // namespace

std::vector<std::string> to_parquet(const DataFrame& frame, const std::string& folder, const WriteParquet& options,
                                    const RunOptions& run) {
  if (options.append && options.overwrite)
    throw ValueError("a data set is added to or overwritten: got append and overwrite");
  if (options.append) check_appended(frame, folder, options);
  io::ParquetWriteOptions parquet;
  parquet.compression = options.compression;
  parquet.mode = options.append      ? io::WriteMode::Append
                 : options.overwrite ? io::WriteMode::Overwrite
                                     : io::WriteMode::ReplaceEach;
  parquet.partition_on = options.partition_on;
  parquet.storage_options = options.storage_options;
  const expr::Meta& meta = frame.node()->meta();
  parquet.category_notes = io::category_notes(*meta.schema);
  if (!options.write_index) return written(plain_rows(frame, false), io::parquet_sink(folder, parquet), run);
  for (std::size_t level = 0; level < meta.index_count(); ++level)
    parquet.index.push_back({expr::index_column(level), meta.index_names[level].value_or("")});
  return written(frame.node(), io::parquet_sink(folder, parquet), run);
}

std::vector<std::string> to_json(const DataFrame& frame, const std::string& address, const WriteJson& options,
                                 const RunOptions& run) {
  io::JsonWriteOptions json;
  json.date_format = options.date_format;
  json.storage_options = options.storage_options;
  return written(plain_rows(frame, false), io::json_sink(address, json), run);
}

}  // namespace tusk
