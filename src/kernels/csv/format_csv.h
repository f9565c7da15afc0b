// Rows as CSV text, written as pandas' to_csv writes them.
#pragma once

#include <string>

#include <tusk/core/codec.h>

#include "kernels/batch.h"

namespace tusk::kernels {

// As pandas names them.
struct CsvTextOptions {
  static constexpr std::string_view kName = "csv_text";
  std::string sep = ",";
  std::string na_rep = {};        // of missing values
  std::string float_format = {};  // "%.2f"; empty: the shortest digits that read as the same float
  std::string date_format = {};   // strftime's, and %f for microseconds; empty: ISO's
  std::string lineterminator = "\n";
  char quotechar = '"';  // around texts that have a separator, a quote or a line end, with quotes doubled
  static constexpr auto fields() {
    return std::tuple{field("sep", &CsvTextOptions::sep),
                      field("na_rep", &CsvTextOptions::na_rep),
                      field("float_format", &CsvTextOptions::float_format),
                      field("date_format", &CsvTextOptions::date_format),
                      field("lineterminator", &CsvTextOptions::lineterminator),
                      field("quotechar", &CsvTextOptions::quotechar)};
  }
};

// Throws ValueError for options that make no sense, TypeError for a column that CSV can't hold.
void check_csv_text(const arrow::Schema& schema, const CsvTextOptions& options);
// Appends the line of the columns' names.
void append_csv_header(const arrow::Schema& schema, const CsvTextOptions& options, std::string& text);
// Appends a line for each row. The digits of a second's fraction, and whether dates are without times, are the same in
// a column of a batch, as they are in one of pandas' chunks. Throws as check_csv_text does.
void append_csv_rows(const Batch& batch, const CsvTextOptions& options, std::string& text);

}  // namespace tusk::kernels
