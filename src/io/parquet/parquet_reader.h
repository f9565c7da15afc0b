// Reading row groups of a Parquet file, batch by batch.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "io/input_file.h"
#include "io/parquet/footer.h"
#include "kernels/batch.h"
#include "kernels/scan_bound.h"

namespace tusk::io {

struct ParquetColumn {
  std::shared_ptr<arrow::Field> field;  // of the batches
  bool is_presence_only = false;
  std::shared_ptr<arrow::Array> constant = {};  // kBatchRows equal values, where the file lacks the column
};

struct ParquetPart {
  ParquetFooterPtr footer;
  std::vector<int> row_groups;
  std::vector<ParquetColumn> columns;
  std::optional<std::int64_t> rows = {};  // at most
  std::vector<kernels::ScanBound> bounds = {};
  bool is_remote = false;  // then neighbouring columns are fetched together, ahead of their use
};

// The file is opened when the first column is read: rows are counted without it.
std::unique_ptr<kernels::BatchReader> read_row_groups(ParquetPart part, StorageOptions options);

}  // namespace tusk::io
