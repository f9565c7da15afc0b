// Batch: a piece of a partition, about 64 Ki rows, on which kernels work while it is in the cache.
#pragma once

#include <cstdint>
#include <memory>

#include <arrow/type_fwd.h>

namespace tusk::kernels {

using Batch = std::shared_ptr<arrow::RecordBatch>;
using SchemaPtr = std::shared_ptr<arrow::Schema>;
using TypePtr = std::shared_ptr<arrow::DataType>;
struct ScanBound;

// Rows of a batch, unless a source has reasons for others.
constexpr std::int64_t kBatchRows = 64 * 1024;

// Reads a partition batch by batch. To be used by one thread.
class BatchReader {
 public:
  virtual ~BatchReader() = default;
  // The next batch, nullptr after the last one. Batches may be empty.
  virtual Batch next() = 0;
  // From now on only rows that satisfy the bound matter, besides what the request says; it takes the place of the one
  // told before. A hint, as the request's bounds are.
  virtual void want_only(const ScanBound& /*bound*/) {}
};

}  // namespace tusk::kernels
