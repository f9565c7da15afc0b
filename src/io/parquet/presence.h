// Which values of a column are missing, learnt without decoding the values: from statistics, else from the levels
// that say so in each page.
#pragma once

#include <memory>
#include <optional>

#include <arrow/type_fwd.h>

#include "io/parquet/footer.h"

namespace parquet {
class ParquetFileReader;
}

namespace tusk::io {

struct Presence {
  enum class Kind : std::uint8_t { All, None, Some } kind = Kind::All;
  std::shared_ptr<arrow::Buffer> bitmap = {};  // of Some: a bit a row, 1 where there is a value
};

// The presence of a plain column of a row group; nullopt if only the values can tell: nested columns, and floats where
// a NaN, which is missing too, may be among them. (Where values are few enough to lie in a dictionary, that is looked
// through for NaN.) Reads no more of the file than is needed.
std::optional<Presence> read_presence(parquet::ParquetFileReader& reader, const ParquetFooter& footer, int row_group,
                                      const parquet::arrow::SchemaField& field);

// Arrays of one type, and of any presence, whose values are anything; they share the bytes of those. Immutable.
class PresenceArrays {
 public:
  // Of at most kBatchRows each.
  explicit PresenceArrays(const kernels::TypePtr& type);
  // From row `offset` on.
  std::shared_ptr<arrow::Array> make(const Presence& presence, std::int64_t offset, std::int64_t length) const;

 private:
  std::shared_ptr<arrow::Array> missing_;
  std::shared_ptr<arrow::Array> filled_;
};

}  // namespace tusk::io
