// PartFormat: how rows become the bytes of one part of a data set: Parquet, CSV, JSON.
#pragma once

#include <memory>
#include <string_view>

#include <arrow/io/type_fwd.h>
#include <arrow/type_fwd.h>

#include <tusk/core/declared.h>

#include "kernels/batch.h"

namespace tusk::io {

// Writes one part. To be used by one thread.
class PartWriter {
 public:
  virtual ~PartWriter() = default;
  virtual void write(const kernels::Batch& batch) = 0;
  // Writes what is left. The stream stays open.
  virtual void close() = 0;
};

// Immutable; used by several threads at once.
class PartFormat : public Declared {
 public:
  // Of the names of parts: ".parquet".
  virtual std::string_view extension() const = 0;
  // Throws TypeError naming a column whose type the format lacks.
  virtual void check(const kernels::SchemaPtr& schema) const = 0;
  // `is_first`: the part begins a file, which matters to formats with a header.
  virtual std::unique_ptr<PartWriter> open(std::shared_ptr<arrow::io::OutputStream> stream,
                                           const kernels::SchemaPtr& schema, bool is_first) const = 0;
};

using PartFormatPtr = std::shared_ptr<const PartFormat>;

}  // namespace tusk::io
