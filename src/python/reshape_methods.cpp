// explode, melt, combine_first, rename_axis: rows and columns in other places.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <tusk/core/error.h>

#include "python/frame_methods.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

using Frame = const DataFrameObject&;
using Column = const SeriesObject&;

template <class T>
T with_index_ignored(const T& exploded, bool ignore_index) {
  return ignore_index ? exploded.drop_index() : exploded;
}

std::vector<std::optional<std::string>> index_names_of(nb::handle names) {
  if (names.is_none() || nb::isinstance<nb::str>(names))
    return {names.is_none() ? std::nullopt : std::optional(nb::cast<std::string>(names))};
  return nb::cast<std::vector<std::optional<std::string>>>(nb::list(names));
}

DataFrameObject melted(Frame self, nb::object id_vars, nb::object value_vars, std::optional<std::string> var_name,
                       const std::string& value_name) {
  std::optional<std::vector<std::string>> values;
  if (!value_vars.is_none()) values = texts_of_object(value_vars);
  return DataFrameObject(self.frame.melt(texts_of_object(id_vars), values, var_name.value_or("variable"), value_name));
}

}  // namespace

void bind_reshape(DataFrameClass& type) {
  type.def(
          "explode",
          [](Frame self, nb::object column, bool ignore_index) {
            return DataFrameObject(with_index_ignored(self.frame.explode(texts_of_object(column)), ignore_index));
          },
          nb::arg("column"), nb::arg("ignore_index") = false,
          "A row for each element of the lists of a column, or of several whose lists are equally long.")
      .def("melt", &melted, nb::arg("id_vars") = nb::none(), nb::arg("value_vars") = nb::none(),
           nb::arg("var_name") = nb::none(), nb::arg("value_name") = "value",
           "Columns below each other: the id_vars, then the column's name, and its value.")
      .def(
          "combine_first",
          [](Frame self, Frame other) { return DataFrameObject(self.frame.combine_first(other.frame)); },
          nb::arg("other"), "These values, and the other frame's, of the same rows, where they are missing.")
      .def(
          "rename_axis",
          [](Frame self, nb::object mapper) {
            return DataFrameObject(self.frame.rename_index(index_names_of(mapper)));
          },
          nb::arg("mapper").none(), "The index under another name, or a list of names for its levels.");
}

void bind_reshape(SeriesClass& type) {
  type.def(
          "explode",
          [](Column self, bool ignore_index) {
            return SeriesObject(with_index_ignored(self.frame.explode(), ignore_index));
          },
          nb::arg("ignore_index") = false, "A row for each element of the lists.")
      .def(
          "combine_first",
          [](Column self, Column other) { return SeriesObject(self.frame.combine_first(other.frame)); },
          nb::arg("other"), "These values, and the other series', of the same rows, where they are missing.")
      .def(
          "rename_axis",
          [](Column self, nb::object mapper) { return SeriesObject(self.frame.rename_index(index_names_of(mapper))); },
          nb::arg("mapper").none(), "The index under another name, or a list of names for its levels.");
}

}  // namespace tusk::python
