#include <algorithm>

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <tusk/core/error.h>

#include "python/conversion.h"
#include "python/frame_methods.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

using Frame = const DataFrameObject&;

nb::object rows(const char* name) { return nb::module_::import_("tusk._rows").attr(name); }

bool has_column(Frame self, const std::string& name) {
  const auto columns = self.frame.columns();
  return std::find(columns.begin(), columns.end(), name) != columns.end();
}

void set_attribute(nb::object self, nb::str name, nb::object value) {
  auto& frame = nb::cast<DataFrameObject&>(self).frame;
  const std::string text = nb::cast<std::string>(name);
  if (has_column(nb::cast<Frame>(self), text)) {
    frame = frame.assign(text, operand_of(value));
    return;
  }
  if (!nb::hasattr(self.type(), name))
    throw nb::attribute_error(
        ("a column that isn't there yet is made by frame['" + text + "'] = …, not as an attribute").c_str());
  if (PyObject_GenericSetAttr(self.ptr(), name.ptr(), value.ptr()) != 0) throw nb::python_error();
}

nb::object names_for_completion(nb::object self) {
  nb::list names(nb::module_::import_("builtins").attr("object").attr("__dir__")(self));
  for (const std::string& column : nb::cast<Frame>(self).frame.columns()) {
    const nb::str name = str_of(column);
    if (nb::cast<bool>(name.attr("isidentifier")())) names.append(name);
  }
  return names;
}

void set_columns(DataFrameObject& self, nb::object given) {
  const auto names = texts_of_object(given);
  const auto columns = self.frame.columns();
  if (names.size() != columns.size())
    throw ValueError("columns are given as many names as there are columns: got " + std::to_string(names.size()) +
                     " names for " + std::to_string(columns.size()) + " columns");
  Renames renames;
  for (std::size_t i = 0; i < names.size(); ++i) renames[columns[i]] = names[i];
  self.frame = self.frame.rename(renames);
}

nb::object items(Frame self) {
  nb::list pairs;
  for (const std::string& column : self.frame.columns())
    pairs.append(nb::make_tuple(str_of(column), SeriesObject(self.frame.column(column))));
  return nb::iter(pairs);
}

template <class T>
void bind_shared(nb::class_<FrameObject<T>, LazyObject>& type) {
  using Self = const FrameObject<T>&;
  type.def("_repr_html_", [](Self self) { return self.frame.to_html(); })
      .def_prop_ro(
          "empty", [](nb::object self) { return nb::len(self) == 0; },
          "Whether there is no row; computes the number of rows.")
      .def(
          "__array__",
          [](nb::object self, nb::object dtype, nb::object copy) { return rows("as_array")(self, dtype, copy); },
          nb::arg("dtype") = nb::none(), nb::arg("copy") = nb::none(), "The computed values as a NumPy array.")
      .def("__array_ufunc__",
           [](nb::object, nb::args arguments, nb::kwargs keywords) {
             return nb::module_::import_("tusk._ufuncs").attr("call")(*arguments, **keywords);
           })
      .def(
          "pipe",
          [](nb::object self, nb::object func, nb::args arguments, nb::kwargs keywords) {
            return func(self, *arguments, **keywords);
          },
          nb::arg("func"), nb::arg("args"), nb::arg("kwargs"), "func(self, *args, **kwargs).");
}

}  // namespace

void bind_frame_face(DataFrameClass& type) {
  bind_shared(type);
  type.def("__setattr__", &set_attribute)
      .def("__dir__", &names_for_completion)
      .def("_ipython_key_completions_", [](Frame self) { return self.frame.columns(); })
      .def_prop_rw(
          "columns",
          [](Frame self) { return nb::module_::import_("tusk._pandas").attr("column_index")(self.frame.columns()); },
          &set_columns, "The names of the columns; may be set to others.")
      .def_prop_ro("ndim", [](Frame) { return 2; })
      .def_prop_ro(
          "index_names", [](Frame self) { return self.frame.index_names(); },
          "The names of the index's levels; none if rows are counted from 0.")
      .def("items", &items, "Pairs of a column's name and the column, lazy.")
      .def(
          "keys", [](nb::object self) { return self.attr("columns"); }, "The names of the columns.")
      .def(
          "iterrows", [](nb::object self) { return rows("iterrows")(self); },
          "Pairs of an index value and a row, one partition in memory at a time.")
      .def(
          "itertuples",
          [](nb::object self, bool index, nb::object name) { return rows("itertuples")(self, index, name); },
          nb::arg("index") = true, nb::arg("name").none() = "Pandas",
          "Rows as named tuples, one partition in memory at a time.")
      .def(
          "info", [](nb::object self, nb::object buf) { rows("info")(self, buf); }, nb::arg("buf") = nb::none(),
          "Prints columns, dtypes and partitions; computes nothing.");
}

void bind_series_face(SeriesClass& type) {
  using Self = const SeriesObject&;
  bind_shared(type);
  type.def_prop_ro("ndim", [](Self) { return 1; })
      .def_prop_ro("shape", [](Self self) { return nb::make_tuple(ScalarObject(self.frame.size())); })
      .def_prop_ro(
          "index_names", [](Self self) { return self.frame.to_frame().index_names(); },
          "The names of the index's levels; none if rows are counted from 0.")
      .def_prop_ro("known_divisions", [](Self self) { return self.frame.known_divisions(); })
      .def_prop_ro(
          "divisions",
          [](Self self) -> nb::object { return nb::cast(DataFrameObject(self.frame.to_frame())).attr("divisions"); })
      .def_prop_ro("dtypes", [](nb::object self) { return self.attr("dtype"); })
      .def("copy", [](Self self) { return self; })
      .def(
          "get_partition", [](Self self, std::int64_t n) { return SeriesObject(self.frame.partitions({n})); },
          nb::arg("n"), "One partition, lazy.")
      .def("__iter__", [](nb::object self) { return rows("values")(self); })
      .def(
          "items", [](nb::object self) { return rows("items")(self); },
          "Pairs of an index value and a value, one partition in memory at a time.");
}

}  // namespace tusk::python
