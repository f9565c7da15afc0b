// What Parquet itself does not keep of category columns: which categories there are, used or not, and their order.
//
// It is noted in a file's metadata under kCategoryNotesKey. A column that all files note alike has known categories.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "io/parquet/footer.h"
#include "kernels/batch.h"

namespace tusk::io {

constexpr std::string_view kCategoryNotesKey = "tusk.categories";

// The note on all columns of known categories of texts, numbers and times; "" if there is none.
std::string category_notes(const arrow::Schema& schema);
// The type of known categories that all of the footers note of a column, nullptr if they don't.
kernels::TypePtr noted_category_type(const std::vector<ParquetFooterPtr>& footers, const std::string& column);

}  // namespace tusk::io
