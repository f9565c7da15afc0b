// Reducer: how many rows become few: chunk, combine, finalize.
//
//   partition -> begin(), consume(batch)..., finish()  -> a partial result, one a partition
//   partials  -> combine()                             -> one partial, in a tree with any fan-in
//   partials  -> finalize()                            -> the result
//
// Partials are tables, so that they can be sent and spilled. combine() is associative over neighbours in the order of
// the partitions; the same partitioning gives the same bits. Immutable; used by several threads at once.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <tusk/core/declared.h>
#include <tusk/data/table.h>

#include "kernels/batch.h"
#include "kernels/scan_bound.h"

namespace tusk::kernels {

// Takes in the batches of one partition. To be used by one thread.
class PartialReduction {
 public:
  virtual ~PartialReduction() = default;
  virtual void consume(const Batch& batch) = 0;
  virtual Table finish() = 0;
  // Whether more rows can't change anything.
  virtual bool is_full() const { return false; }
  // What rows must satisfy to change anything from now on, where that is one comparison.
  virtual std::optional<ScanBound> wanted_rows() const { return std::nullopt; }
};

class Reducer : public Declared {
 public:
  // The columns that consume() looks at.
  virtual std::vector<std::string> input_columns() const = 0;
  // Those of them of which only is-missing matters (count, isna().sum()).
  virtual std::vector<std::string> presence_only_columns() const { return {}; }
  // The result's columns for rows of that schema. Throws KeyError or TypeError when they can't be reduced so.
  virtual SchemaPtr result_schema(const SchemaPtr& input) const = 0;
  virtual std::unique_ptr<PartialReduction> begin(const SchemaPtr& input) const = 0;
  virtual Table combine(std::span<const Table> partials) const = 0;
  // A partial as `count` partials of results that are apart: what belongs to one group goes to the same of them, of
  // whichever partial. Only of reducers whose result can be in several partitions.
  virtual std::vector<Table> split(const Table& partial, std::int64_t count) const;
  // `partials` are one or more. `input` is the schema of the rows.
  virtual Table finalize(std::span<const Table> partials, const SchemaPtr& input) const = 0;
  // Whether partials are about as large as what they are made of (quantiles, distinct values): combining them in a tree
  // then only copies.
  virtual bool is_holistic() const { return false; }
  // The rows of a partition after which no more are looked at.
  virtual std::optional<std::int64_t> rows_wanted() const { return std::nullopt; }
};

using ReducerPtr = std::shared_ptr<const Reducer>;

}  // namespace tusk::kernels
