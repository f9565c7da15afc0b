// Table: named columns of equal length, in Arrow's memory format.
//
// An Arrow table behind a face that does not need Arrow's headers; to look into columns include <arrow/table.h> and
// use arrow(). Immutable; copies share; reading from many threads is safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <tusk/data/value.h>

namespace arrow {
class Table;
}

namespace tusk {

class Table {
 public:
  // No columns and no rows.
  Table();
  // Throws ValueError for nullptr.
  explicit Table(std::shared_ptr<arrow::Table> table);

  const std::shared_ptr<arrow::Table>& arrow() const noexcept { return table_; }
  std::int64_t row_count() const;
  std::size_t column_count() const;
  std::vector<std::string> column_names() const;
  // The types of the columns: NumPy's names for numbers ("int64", "float32"), Arrow's for others ("string",
  // "timestamp[ns]").
  std::vector<std::string> column_dtypes() const;
  // Bytes of all buffers, each counted once; a table that is a slice counts the whole of what it holds on to.
  std::size_t size_bytes() const;

 private:
  std::shared_ptr<arrow::Table> table_;
};

// Whether names, types and rows are the same; NaN equals NaN. Chunks and the schema's metadata do not matter.
bool operator==(const Table& a, const Table& b);

// The length, then an Arrow IPC stream (https://arrow.apache.org/docs/format/Columnar.html), uncompressed. Hashes see
// the chunks.
template <>
struct Codec<Table> {
  static std::string name() { return "table"; }
  static void write(ByteWriter& writer, const Table& table);
  static Table read(ByteReader& reader);
  // Table(3 rows: name string, age int64)
  static void print(std::string& text, const Table& table);
};

}  // namespace tusk
