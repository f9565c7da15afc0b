// Reading tables: CSV, Parquet and JSON files, wherever they lie, and tables in memory.
//
// Addresses are paths, file://, s3:// and http(s)://; globs ("taxi/2019-*.csv") stand for the files that match, sorted.
// Opening reads heads and footers only. Throws FileNotFoundError or OSError naming an address, ValueError and TypeError
// for what the files or the options have wrong, KeyError with near names for a column that isn't there.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <tusk/dataframe/data_frame.h>

namespace tusk {

// As fsspec names them: "anon", "key", "secret", "token", "endpoint_url", "region".
using StorageOptions = std::map<std::string, std::string>;

struct ReadCsv {
  std::string sep = ",";
  std::optional<std::int64_t> header =
      {};                               // the row of the names, -1 for none; by default 0, or none if names are given
  std::vector<std::string> names = {};  // of all columns of the files
  std::optional<std::vector<std::string>> usecols = {};
  std::optional<std::vector<std::int64_t>> usecols_places = {};  // instead of usecols: from 0
  std::map<std::string, std::string> dtype = {};                 // of columns: "int64", "float64", "str", "category" …
  std::string other_dtype = {};  // of columns that dtype doesn't name; by default as the sample tells
  bool assume_missing = false;   // integer columns that dtype doesn't name become float64
  std::vector<std::string> parse_dates = {};
  std::vector<std::int64_t> parse_dates_places = {};  // and those at these places, from 0
  std::vector<std::string> na_values = {};
  std::map<std::string, std::vector<std::string>> column_na_values = {};  // of columns, besides na_values
  bool keep_default_na = true;
  std::vector<std::string> true_values = {};
  std::vector<std::string> false_values = {};
  std::string quotechar = "\"";
  bool doublequote = true;
  std::string escapechar = {};
  std::string comment = {};
  std::string thousands = {};
  std::string decimal = ".";
  std::int64_t skiprows = 0;
  // Instead of skiprows: the numbers, from 0, of lines before the names and right behind them.
  std::vector<std::int64_t> skipped_lines = {};
  bool skip_blank_lines = true;
  std::optional<std::uint64_t> blocksize =
      {};                                // bytes of a partition, 0: one a file; by default so that all cores work
  std::uint64_t sample = 256 * 1000;     // bytes from which types are told, of the first and the last file
  std::string include_path_column = {};  // the name of a column for the address of each row's file
  std::string compression = "infer";     // by the ending; "gzip", "zstd", "bz2", "lz4", "none"
  StorageOptions storage_options = {};
};

// Types are told from a sample; what contradicts them later is an error of the run that names file, line and column.
// Integers may be missing; a column that is missing throughout the sample is float64.
DataFrame read_csv(const std::vector<std::string>& addresses, const ReadCsv& options = {});
DataFrame read_csv(const std::string& address, const ReadCsv& options = {});

// column, comparison ("<", "<=", ">", ">=", "==", "!="), literal
struct ColumnFilter {
  std::string column;
  std::string comparison;
  Value literal;
};

struct ReadParquet {
  std::optional<std::vector<std::string>> columns = {};  // in this order; by default all
  // Rows that satisfy all of them; what cannot have such is not read.
  std::vector<ColumnFilter> filters = {};
  // By default the index that pandas has noted in the files; empty: none.
  std::optional<std::vector<std::string>> index = {};
  bool split_row_groups = true;  // partitions are row groups, else files
  StorageOptions storage_options = {};
};

DataFrame read_parquet(const std::vector<std::string>& addresses, const ReadParquet& options = {});
DataFrame read_parquet(const std::string& address, const ReadParquet& options = {});

struct ReadJson {
  std::uint64_t blocksize = std::uint64_t(32) << 20;  // bytes of a partition, 0: one a file
  std::uint64_t sample = std::uint64_t(1) << 20;      // bytes from which names and types are told
  std::map<std::string, std::string> dtype = {};      // of columns, instead of those of the sample
  StorageOptions storage_options = {};
};

// Files with one JSON object a line.
DataFrame read_json(const std::vector<std::string>& addresses, const ReadJson& options = {});
DataFrame read_json(const std::string& address, const ReadJson& options = {});

// A table in memory, in that many partitions. The first `index_names.size()` columns are the index; of one level whose
// values ascend the divisions are known.
DataFrame from_table(const Table& table, std::int64_t npartitions = 1,
                     const std::vector<std::optional<std::string>>& index_names = {});
// Columns by name, of equal length.
DataFrame from_columns(const std::vector<std::pair<std::string, std::vector<Value>>>& columns,
                       std::int64_t npartitions = 1);

}  // namespace tusk
