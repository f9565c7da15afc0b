// Rows by the values of key columns: for data sets that are spread over folders.
#pragma once

#include <string>
#include <vector>

#include "kernels/batch.h"

namespace tusk::io {

struct FolderRows {
  std::string folder;   // "key=value/key=value/"
  kernels::Batch rows;  // without the keys' columns, in their order
};

// One for each combination of the keys' values, in the order of their first rows.
std::vector<FolderRows> split_rows(const kernels::Batch& batch, const std::vector<std::string>& keys);
// The schema of the rows. Throws KeyError for a key that is no column, ValueError if no column would be left.
kernels::SchemaPtr schema_without(const kernels::SchemaPtr& schema, const std::vector<std::string>& keys);

}  // namespace tusk::io
