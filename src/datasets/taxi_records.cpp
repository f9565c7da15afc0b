#include <tusk/datasets/taxi_records.h>

#include <filesystem>
#include <utility>

#include <arrow/scalar.h>
#include <arrow/table.h>
#include <fmt/format.h>

#include <tusk/core/atomic_file.h>
#include <tusk/core/error.h>

#include "data/arrow_status.h"
#include "datasets/taxi_scan.h"
#include "expr/scan_rows.h"
#include "expr/write_rows.h"
#include "io/parquet/parquet_sink.h"
#include "kernels/csv/format_csv.h"

namespace tusk::datasets {

namespace {

void make_folder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw OSError(fmt::format("a folder for taxi records can't be made: {}: {}", folder, error.message()));
}

void write_csv(const std::string& path, const kernels::Scan& scan, std::int64_t partition,
               const kernels::CsvTextOptions& text_options) {
  AtomicFile file(path);
  std::string text;
  kernels::append_csv_header(*scan.schema(), text_options, text);
  const auto reader = scan.open(partition, {.columns = scan.schema()->field_names()});
  while (const auto batch = reader->next()) {
    kernels::append_csv_rows(batch, text_options, text);
    file.write(text);
    text.clear();
  }
  file.write(text);
  file.commit();
}

}  // namespace

DataFrame taxi_records(const TaxiRecords& options) { return DataFrame(expr::scan_rows(taxi_scan(options))); }

std::vector<std::string> write_taxi_csv(const std::string& folder, const TaxiRecords& options) {
  const kernels::ScanPtr scan = taxi_scan(options);
  make_folder(folder);
  std::vector<std::string> paths;
  for (std::int64_t i = 0; i < scan->partition_count(); ++i) {
    kernels::CsvTextOptions text_options;
    if (has_crlf_line_ends(options, i)) text_options.lineterminator = "\r\n";
    paths.push_back(std::filesystem::path(folder) / (taxi_file_stem(options, i) + ".csv"));
    write_csv(paths.back(), *scan, i, text_options);
  }
  return paths;
}

std::vector<std::string> write_taxi_parquet(const std::string& folder, const TaxiRecords& options) {
  const kernels::ScanPtr scan = taxi_scan(options);
  io::ParquetWriteOptions parquet;
  parquet.mode = io::WriteMode::ReplaceEach;
  for (std::int64_t i = 0; i < scan->partition_count(); ++i)
    parquet.names.push_back(taxi_file_stem(options, i) + ".parquet");
  const DataFrame written(expr::write_rows(expr::scan_rows(scan), io::parquet_sink(folder, parquet)));
  const Table table = written.compute();
  std::vector<std::string> paths;
  for (std::int64_t i = 0; i < table.row_count(); ++i)
    paths.push_back(data::value_or_throw(table.arrow()->column(0)->GetScalar(i), "listing files")->ToString());
  return paths;
}

}  // namespace tusk::datasets
