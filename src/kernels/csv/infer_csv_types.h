// What the columns of a CSV file hold, told from some of its rows.
#pragma once

#include <vector>

#include "kernels/batch.h"
#include "kernels/csv/csv_column.h"

namespace tusk::kernels {

// Widens, row by row, what each column can be: int64, then uint64, float64, or bool; else str. To be used by one
// thread.
class CsvTypeInference {
 public:
  // `parsings` are the fields', in their order; they differ in nothing but what is missing.
  explicit CsvTypeInference(std::vector<std::shared_ptr<const CsvParsing>> parsings);
  void consume(const CsvRows& rows);
  // Of a column; nullptr if all of its values are missing.
  TypePtr type(std::size_t column) const;
  std::int64_t row_count() const { return row_count_; }

 private:
  struct Seen {
    bool is_integer = true, is_unsigned = true, is_float = true, is_bool = true, has_value = false;
  };
  static bool is_as_expected(std::string_view field, const CsvParsing& parsing, const Seen& seen);
  static void consume(std::string_view text, const CsvParsing& parsing, Seen& seen);

  const std::vector<std::shared_ptr<const CsvParsing>> parsings_;
  std::vector<Seen> seen_;
  std::int64_t row_count_ = 0;
};

}  // namespace tusk::kernels
