// CsvBatchBuilder: rows of a text become batches.
#pragma once

#include <memory>
#include <vector>

#include "kernels/batch.h"
#include "kernels/csv/csv_column.h"

namespace tusk::kernels {

// To be used by one thread.
class CsvBatchBuilder {
 public:
  // The batches have one column for each of `columns`, which may be none.
  CsvBatchBuilder(const std::vector<CsvColumn>& columns, std::shared_ptr<const CsvParsing> parsing);

  // Appends rows [begin, end), or as many of them as the batch has room for; returns the row after the last of them.
  std::int64_t append(const CsvRows& rows, std::int64_t begin, std::int64_t end);
  bool is_full() const;
  std::int64_t length() const { return length_; }
  // The batch of what was appended, and begins a new one.
  Batch finish();

 private:
  const SchemaPtr schema_;
  std::vector<std::unique_ptr<CsvColumnWriter>> writers_;
  std::int64_t length_ = 0;
};

}  // namespace tusk::kernels
