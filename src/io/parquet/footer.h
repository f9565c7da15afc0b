// The footer of a Parquet file: its schema, and where its row groups lie.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <parquet/arrow/schema.h>
#include <parquet/metadata.h>

#include "io/input_file.h"
#include "kernels/batch.h"

namespace tusk::io {

struct ParquetFooter {
  std::string address;
  std::shared_ptr<parquet::FileMetaData> metadata;
  parquet::arrow::SchemaManifest manifest;

  // The manifest's field of a column, nullptr if there is none.
  const parquet::arrow::SchemaField* find(std::string_view column) const;
};
using ParquetFooterPtr = std::shared_ptr<const ParquetFooter>;

// Throws OSError or FileNotFoundError if it can't be read, ValueError naming the file if it is broken.
ParquetFooterPtr read_footer(const std::string& address, const InputFile& file);

// The places in the file of what makes up a field: one for a plain column, several for nested ones.
std::vector<int> leaf_columns(const parquet::arrow::SchemaField& field);

// The index that pandas has noted in the file: columns, outermost first, and the names that they have as an index's
// levels ("" for none).
struct IndexColumn {
  std::string column;
  std::string name;
};
std::vector<IndexColumn> noted_index(const ParquetFooter& footer);

}  // namespace tusk::io
