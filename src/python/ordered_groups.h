// The methods of GroupBy and SeriesGroupBy that depend on the order of rows.
#pragma once

#include <string>

#include "python/group_by.h"

namespace tusk::python {

// What the class gives of rows: a frame, or its column.
inline nb::object ordered_rows_of(const GroupByObject&, const DataFrame& rows) {
  return nb::cast(DataFrameObject(rows));
}
inline nb::object ordered_rows_of(const SeriesGroupByObject& self, const DataFrame& rows) {
  return nb::cast(SeriesObject(rows.column(self.column)));
}

// shift, ffill and bfill.
template <class Object>
void bind_neighbours(nb::class_<Object>& type) {
  type.def(
          "shift",
          [](const Object& self, std::int64_t periods) { return ordered_rows_of(self, self.groups.shift(periods)); },
          nb::arg("periods") = 1, "The value so many rows before in the row's group; after, if negative.")
      .def(
          "ffill", [](const Object& self) { return ordered_rows_of(self, self.groups.ffill()); },
          "Missing values as the last one before them in their group.")
      .def(
          "bfill", [](const Object& self) { return ordered_rows_of(self, self.groups.bfill()); },
          "Missing values as the next one after them in their group.");
}

inline void bind_ordered_groups(nb::class_<GroupByObject>& type) {
  bind_neighbours(type);
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
  bind_neighbours(type);
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
