// What a Parquet file says of the values of a column within a row group.
#pragma once

#include "io/parquet/footer.h"
#include "kernels/scan.h"

namespace tusk::io {

// Of a plain column, and whose extremes have type `type`. Empty where the file doesn't say, or can't be trusted.
kernels::ColumnStatistics chunk_statistics(const ParquetFooter& footer, int row_group, std::string_view column,
                                           const kernels::TypePtr& type);
// Of decoded values, of a type with an order.
kernels::ColumnStatistics array_statistics(const arrow::Array& array);
// Of two pieces of a column together.
kernels::ColumnStatistics merged(const kernels::ColumnStatistics& a, const kernels::ColumnStatistics& b);
// Whether one of `row_count` rows may satisfy the bound, by the statistics of its column. True where that can't be
// told. Missing values satisfy "!=" alone, as in pandas.
bool may_hold(const kernels::ScanBound& bound, const kernels::ColumnStatistics& statistics, std::int64_t row_count);

}  // namespace tusk::io
