// ScanBound: what a column's values must satisfy for a row to be wanted.
#pragma once

#include <string>
#include <tuple>

#include <tusk/core/declared.h>
#include <tusk/data/value.h>

namespace tusk::kernels {

// A row can be left out unless `column comparison literal` holds: a hint, from which a scan may skip what it can tell
// has no such row (by statistics). Rows that it yields may still break it.
struct ScanBound {
  static constexpr std::string_view kName = "bound";
  std::string column;
  std::string comparison;  // "<", "<=", ">", ">=", "==", "!="
  Value literal;
  static constexpr auto fields() {
    return std::tuple{field("column", &ScanBound::column), field("comparison", &ScanBound::comparison),
                      field("literal", &ScanBound::literal)};
  }
};

}  // namespace tusk::kernels
