// Computed tables as text, as pandas prints them.
#pragma once

#include <string>

#include <tusk/data/table.h>

namespace tusk {

struct PrintOptions {
  std::int64_t max_rows = 60;  // of more rows only the first and the last few are shown
  int max_width = 100;         // characters; of more columns only the first and the last ones are shown
  int precision = 6;           // digits after the point, at most
};

// A frame: the index, columns under their names, aligned to the right; a series: the index and the values, then name,
// length and dtype. What is missing is NaN, of dates NaT. For a table that isn't a computed frame rows are counted.
std::string print_table(const Table& table, const PrintOptions& options = {});

}  // namespace tusk
