// The methods of series.dt and series.str that give several columns: tusk._accessors calls them.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <tusk/dataframe/accessors.h>

#include "python/bindings.h"
#include "python/frame_object.h"

namespace tusk::python {

using Column = const SeriesObject&;

void bind_accessor_columns(nb::module_& module) {
  module.def("isocalendar", [](Column self) { return DataFrameObject(self.frame.dt().isocalendar()); });
  module.def("duration_components", [](Column self) { return DataFrameObject(self.frame.dt().components()); });
  module.def(
      "split_columns",
      [](Column self, std::optional<std::string> pattern, std::int64_t n, std::optional<bool> regex) {
        return DataFrameObject(self.frame.str().split(pattern, n, regex));
      },
      nb::arg("series"), nb::arg("pattern").none(), nb::arg("n"), nb::arg("regex").none());
  module.def(
      "rsplit_columns",
      [](Column self, std::optional<std::string> pattern, std::int64_t n) {
        return DataFrameObject(self.frame.str().rsplit(pattern, n));
      },
      nb::arg("series"), nb::arg("pattern").none(), nb::arg("n"));
  module.def("partition_columns", [](Column self, const std::string& separator, bool from_right) {
    return DataFrameObject(self.frame.str().partition(separator, from_right));
  });
  module.def("extract_columns", [](Column self, const std::string& pattern, std::int64_t flags) {
    return DataFrameObject(self.frame.str().extract(pattern, flags));
  });
}

}  // namespace tusk::python
