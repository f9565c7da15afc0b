// ScanRows: the rows of a scan (a file, a table, a generator): where an expression begins.
#pragma once

#include <string>
#include <vector>

#include "expr/node.h"
#include "kernels/scan.h"

namespace tusk::expr {

struct ScanRows final : DeclaredAs<ScanRows, Op> {
  static constexpr std::string_view kName = "scan";
  static constexpr auto fields() {
    return std::tuple{field("scan", &ScanRows::scan),
                      field("columns", &ScanRows::columns),
                      field("bounds", &ScanRows::bounds),
                      field("presence_only", &ScanRows::presence_only),
                      field("partitions", &ScanRows::partitions),
                      field("index_names", &ScanRows::index_names),
                      field("rows", &ScanRows::rows)};
  }

  kernels::ScanPtr scan;
  std::vector<std::string> columns;        // in the scan's order
  std::vector<kernels::ScanBound> bounds;  // hold for all rows that are wanted
  std::vector<std::string> presence_only;
  std::vector<std::int64_t> partitions;  // of the scan: which, in which order
  std::vector<IndexName> index_names;    // the scan's first columns are index_column(0) …
  Hash128 rows;

  std::string label() const override;
  Meta meta(Inputs inputs) const override;
  std::optional<OpPtr> narrowed(Inputs inputs, const Columns& wanted) const override;
};

// All columns of all partitions. `divisions` are those of the scan's index, where they are known.
NodePtr scan_rows(kernels::ScanPtr scan, std::vector<IndexName> index_names = {}, Divisions divisions = nullptr);

}  // namespace tusk::expr
