// The methods of GroupBy and SeriesGroupBy that depend on the order of rows.
#pragma once

#include <string>

#include "python/group_by.h"

namespace tusk::python {

inline void bind_ordered_groups(nb::class_<GroupByObject>& type) {
  for (const char* fold : {"sum", "prod", "min", "max"}) {
    const std::string name = fold, method = "cum" + name;
    type.def(
        method.c_str(),
        [name](const GroupByObject& self, bool numeric_only) {
          return DataFrameObject(self.groups.cumulative(name, numeric_only));
        },
        nb::arg("numeric_only") = false);
  }
  type.def(
      "cumcount",
      [](const GroupByObject& self, bool ascending) { return SeriesObject(self.groups.cumcount(ascending)); },
      nb::arg("ascending") = true, "How many rows of its group come before each row; after it, if not ascending.");
}

inline void bind_ordered_groups(nb::class_<SeriesGroupByObject>& type) {
  for (const char* fold : {"sum", "prod", "min", "max"}) {
    const std::string name = fold, method = "cum" + name;
    type.def(method.c_str(), [name](const SeriesGroupByObject& self) {
      return SeriesObject(self.groups.cumulative(name).column(self.column));
    });
  }
  type.def(
      "cumcount",
      [](const SeriesGroupByObject& self, bool ascending) { return SeriesObject(self.groups.cumcount(ascending)); },
      nb::arg("ascending") = true, "How many rows of its group come before each row; after it, if not ascending.");
}

}  // namespace tusk::python
