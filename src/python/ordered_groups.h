// The methods of GroupBy and SeriesGroupBy that depend on the order of rows.
#pragma once

#include <string>

#include "python/frame_object.h"

namespace tusk::python {

inline void bind_ordered_groups(nb::class_<GroupBy>& groups, nb::class_<SeriesGroupBy>& series) {
  for (const char* fold : {"sum", "prod", "min", "max"}) {
    const std::string name = fold, method = "cum" + name;
    groups.def(
        method.c_str(),
        [name](const GroupBy& self, bool numeric_only) { return DataFrameObject(self.cumulative(name, numeric_only)); },
        nb::arg("numeric_only") = false);
    series.def(method.c_str(), [name](const SeriesGroupBy& self) { return SeriesObject(self.cumulative(name)); });
  }
  groups.def(
      "cumcount", [](const GroupBy& self, bool ascending) { return SeriesObject(self.cumcount(ascending)); },
      nb::arg("ascending") = true, "How many rows of its group come before each row; after it, if not ascending.");
  series.def(
      "cumcount", [](const SeriesGroupBy& self, bool ascending) { return SeriesObject(self.cumcount(ascending)); },
      nb::arg("ascending") = true, "How many rows of its group come before each row; after it, if not ascending.");
}

}  // namespace tusk::python
