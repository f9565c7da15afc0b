// The files of a Parquet table, as a scan.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <tusk/data/table.h>

#include "io/input_file.h"
#include "io/parquet/footer.h"
#include "io/parquet/hive.h"
#include "io/sent_options.h"
#include "kernels/scan.h"

namespace tusk::io {

struct ParquetFile {
  static constexpr std::string_view kName = "parquet_file";
  std::string address;
  std::uint64_t size_bytes = 0;
  std::vector<std::optional<std::string>> hive_values;  // of the table's hive columns
  static constexpr auto fields() {
    return std::tuple{field("address", &ParquetFile::address), field("size_bytes", &ParquetFile::size_bytes),
                      field("hive_values", &ParquetFile::hive_values)};
  }
};

// Known categories of a column, which a table's bytes don't tell.
struct ColumnCategories {
  static constexpr std::string_view kName = "column_categories";
  std::string column;
  Table values;  // one column
  bool is_ordered = false;
  static constexpr auto fields() {
    return std::tuple{field("column", &ColumnCategories::column), field("values", &ColumnCategories::values),
                      field("is_ordered", &ColumnCategories::is_ordered)};
  }
};

// Neighbouring row groups of one file: a partition.
struct RowGroups {
  static constexpr std::string_view kName = "row_groups";
  std::int64_t file = 0;
  std::int64_t first = 0;
  std::int64_t count = 0;
  std::int64_t rows = 0;
  static constexpr auto fields() {
    return std::tuple{field("file", &RowGroups::file), field("first", &RowGroups::first),
                      field("count", &RowGroups::count), field("rows", &RowGroups::rows)};
  }
};

// Footers that were read, by the file's place in the table. Thread-safe.
class FooterCache {
 public:
  void put(std::int64_t file, ParquetFooterPtr footer);
  // nullptr if it isn't there.
  ParquetFooterPtr get(std::int64_t file) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::int64_t, ParquetFooterPtr> footers_;
};

struct ParquetScan final : DeclaredAs<ParquetScan, kernels::Scan> {
  static constexpr std::string_view kName = "parquet";
  static constexpr auto fields() {
    return std::tuple{field("files", &ParquetScan::files),
                      field("columns", &ParquetScan::columns),
                      field("categories", &ParquetScan::categories),
                      field("hive_columns", &ParquetScan::hive_columns),
                      field("partitions", &ParquetScan::partitions),
                      field("filters", &ParquetScan::filters),
                      field("storage_options", &ParquetScan::storage_options)};
  }
  std::vector<ParquetFile> files;
  Table columns;  // without rows: names and types of all columns
  std::vector<ColumnCategories> categories;
  std::vector<HiveColumn> hive_columns;
  std::vector<RowGroups> partitions;
  std::vector<kernels::ScanBound> filters;
  SentOptions storage_options;
  // Not sent: they are read again where they are needed.
  std::shared_ptr<FooterCache> footers = std::make_shared<FooterCache>();

  kernels::SchemaPtr schema() const override;
  std::int64_t partition_count() const override { return std::int64_t(partitions.size()); }
  std::unique_ptr<kernels::BatchReader> open(std::int64_t partition,
                                             const kernels::ScanRequest& request) const override;
  std::optional<std::int64_t> row_count(std::int64_t partition) const override;
  kernels::ColumnStatistics statistics(std::int64_t partition, const std::string& column) const override;
  std::uint64_t bytes_to_read(const std::vector<std::string>& names) const override;

  ParquetFooterPtr footer_of(std::int64_t file) const;
  // Whether a row group may have a row within all bounds.
  bool may_hold_all(std::int64_t file, int row_group, const std::vector<kernels::ScanBound>& bounds) const;
  // Of a column of one row group, hive columns too.
  kernels::ColumnStatistics group_statistics(std::int64_t file, int row_group, const std::string& column) const;
};

}  // namespace tusk::io
