// CsvOptions: how CSV files are read. Names and defaults are pandas' and Dask's.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "io/input_file.h"

namespace tusk::io {

struct CsvOptions {
  static constexpr std::int64_t kInferHeader = -2;  // row 0, unless there are names
  static constexpr std::int64_t kNoHeader = -1;

  std::string sep = ",";
  std::int64_t header = kInferHeader;   // the row of the names; blank lines and comments don't count
  std::vector<std::string> names = {};  // of all columns of the files
  std::optional<std::vector<std::string>> usecols = {};
  std::optional<std::vector<std::int64_t>> usecols_places = {};  // instead of usecols: from 0
  std::map<std::string, std::string> dtype = {};  // "int64", "float64", "str", "bool", "category", "datetime64[us]" …
  std::string other_dtype = {};                   // of the columns that dtype doesn't name; empty: as the sample tells
  bool assume_missing = false;                    // integer columns that dtype doesn't name become float64
  std::vector<std::string> parse_dates = {};
  std::vector<std::int64_t> parse_dates_places = {};  // and those at these places, from 0
  std::vector<std::string> na_values = {};
  std::map<std::string, std::vector<std::string>> column_na_values = {};  // of columns, besides na_values
  bool keep_default_na = true;
  std::vector<std::string> true_values = {};
  std::vector<std::string> false_values = {};
  std::string quotechar = "\"";  // empty: quotes mean nothing
  bool doublequote = true;
  std::string escapechar = {};
  std::string comment = {};
  std::string thousands = {};
  std::string decimal = ".";
  std::int64_t skiprows = 0;  // lines at the beginning of each file
  // Instead: the numbers, from 0, of lines that are left out; those before the names, and those right behind them.
  std::vector<std::int64_t> skipped_lines = {};
  bool skip_blank_lines = true;
  // Bytes of a partition; 0: one partition a file. By default few enough that all cores have work, at most 64 MiB or a
  // tenth of a core's share of the memory.
  std::optional<std::uint64_t> blocksize = {};
  std::uint64_t sample = 256 * 1000;     // bytes of the first and the last file, from which types are told
  std::string include_path_column = {};  // the name of a column, or empty
  std::string compression = "infer";     // by the address; "gzip", "zstd", "bz2", "lz4"; "none"
  StorageOptions storage_options = {};
};

}  // namespace tusk::io
