#include <tusk/data/table.h>

#include <nanobind/operators.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "python/bindings.h"
#include "python/table_exchange.h"

namespace tusk::python {

void bind_table(nb::module_& module) {
  nb::class_<Table>(
      module, "Table",
      "Named columns of equal length in Arrow's memory format, never changed. Made of anything that offers the "
      "Arrow C stream interface (a pandas, Polars or pyarrow table …), and offers it, without a copy.")
      .def(
          "__init__", [](Table* self, nb::object data) { new (self) Table(import_table(data)); }, nb::arg("data"))
      .def_prop_ro("num_rows", &Table::row_count)
      .def_prop_ro("num_columns", &Table::column_count)
      .def_prop_ro("column_names", &Table::column_names)
      .def_prop_ro("dtypes", &Table::column_dtypes,
                   "The types of the columns: NumPy's names of numbers, Arrow's of others.")
      .def_prop_ro("nbytes", &Table::size_bytes)
      .def(
          "__arrow_c_stream__", [](const Table& table, nb::object) { return export_table(table); },
          nb::arg("requested_schema") = nb::none())
      .def(
          "to_pyarrow", [](nb::object self) { return nb::module_::import_("pyarrow").attr("table")(self); },
          "The same table as a pyarrow.Table.")
      .def(
          "to_pandas", [](nb::object self) { return self.attr("to_pyarrow")().attr("to_pandas")(); },
          "The same table as a pandas.DataFrame.")
      .def("__reduce__",
           [](nb::object self) { return nb::make_tuple(self.type(), nb::make_tuple(self.attr("to_pyarrow")())); })
      .def("__len__", &Table::row_count)
      .def(nb::self == nb::self)
      .def("__repr__", [](const Table& table) { return Value::of(table).print(); });
}

}  // namespace tusk::python
