// Scan: a table that lies somewhere, in partitions, and is read batch by batch.
//
// Files, object stores, generators and tables in memory are scans. Opening one decides everything that can be decided
// (schema, partitions, parse options), so that a partition can be read by itself, in any process. Immutable; used by
// several threads at once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tusk/core/declared.h>
#include <tusk/data/value.h>

#include "kernels/batch.h"
#include "kernels/scan_bound.h"

namespace tusk::kernels {

struct ScanRequest {
  std::vector<std::string> columns;       // of the batches, in this order; may be none: then only row counts matter
  std::vector<ScanBound> bounds = {};     // all of them hold for wanted rows
  std::optional<std::int64_t> rows = {};  // no more than the first so many are wanted
  // Columns of which only is-missing matters: values may be anything where they are not missing.
  std::vector<std::string> presence_only = {};
};

// What is known of a column of a partition without reading it. Nothing is said of what is not known.
struct ColumnStatistics {
  // Nulls alone: NaN, which is missing too, is not counted, nor is it among the extremes.
  std::optional<std::int64_t> null_count;
  // Of the column's type (of its values' type if it is categorical), nullptr if not known. Bounds: no value is less or
  // greater, and perhaps none is equal.
  std::shared_ptr<arrow::Scalar> min = {};
  std::shared_ptr<arrow::Scalar> max = {};
};

class Scan : public Declared {
 public:
  // Names and types of all columns.
  virtual SchemaPtr schema() const = 0;
  virtual std::int64_t partition_count() const = 0;
  // Throws OSError, FileNotFoundError, ValueError or TypeError, naming file, line and column where there is one; so
  // does the reader.
  virtual std::unique_ptr<BatchReader> open(std::int64_t partition, const ScanRequest& request) const = 0;
  // Rows of a partition, where that is known without reading it.
  virtual std::optional<std::int64_t> row_count(std::int64_t /*partition*/) const { return std::nullopt; }
  virtual ColumnStatistics statistics(std::int64_t /*partition*/, const std::string& /*column*/) const { return {}; }
  // About how many bytes are read for these columns of all partitions: for explain().
  virtual std::uint64_t bytes_to_read(const std::vector<std::string>& columns) const = 0;
};

using ScanPtr = std::shared_ptr<const Scan>;

}  // namespace tusk::kernels
