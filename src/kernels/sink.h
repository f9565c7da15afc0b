// Sink: where a table's partitions are written to: files of a folder, objects of a store.
//
//   prepare()                                    before any work: is the destination usable?
//   partition -> begin(i), consume(batch)..., finish()  -> a receipt: what was written
//   receipts  -> commit()                        makes what was written visible at once
//   or abandon(), if anything has failed
//
// Until commit() what was there before is whole. Immutable; used by several threads at once.
#pragma once

#include <span>

#include "kernels/reducer.h"

namespace tusk::kernels {

class Sink : public Declared {
 public:
  // Throws what would otherwise fail after hours: no permission, a destination that exists, a type the format lacks.
  virtual void prepare(const SchemaPtr& schema, std::int64_t partition_count) const = 0;
  // Writes one partition; finish() gives the receipt. Dropped before finish(), it leaves nothing behind.
  virtual std::unique_ptr<PartialReduction> begin(std::int64_t partition, std::int64_t partition_count,
                                                  const SchemaPtr& schema) const = 0;
  // `receipts` are in the order of the partitions. Returns the addresses written, as a table with a column "path".
  virtual Table commit(std::span<const Table> receipts) const = 0;
  // After a run that failed: removes what nobody sees. Doesn't throw.
  virtual void abandon() const noexcept {}
};

using SinkPtr = std::shared_ptr<const Sink>;

}  // namespace tusk::kernels
