// A column of a row group that is decoded here: one value of a fixed width a row (integers, floats, times), written
// plainly or by a dictionary. That is most columns of most files; whatever else there is goes through Arrow's reader,
// which takes about three times as long.
#pragma once

#include <memory>

#include <arrow/type_fwd.h>

#include "io/parquet/footer.h"

namespace parquet {
class ParquetFileReader;
}

namespace tusk::io {

class FlatColumn {
 public:
  virtual ~FlatColumn() = default;
  // The next rows, of which there must be so many. Throws parquet::ParquetException if the pages are broken.
  virtual std::shared_ptr<arrow::Array> read(std::int64_t length) = 0;
  // Passes over the next rows, of which there must be so many.
  virtual void skip(std::int64_t length) = 0;
};

// Nullptr if the column is not of that kind. Nothing is read yet.
std::unique_ptr<FlatColumn> open_flat_column(parquet::ParquetFileReader& reader, const ParquetFooter& footer,
                                             int row_group, const parquet::arrow::SchemaField& field);

}  // namespace tusk::io
