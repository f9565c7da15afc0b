// Methods that know of partitions; what they do is in python/tusk/_partitions.py and _partitioning.py.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include "python/frame_methods.h"

namespace tusk::python {

namespace {

nb::object functions(const char* name) { return nb::module_::import_("tusk._partitions").attr(name); }
nb::object rows(const char* name) { return nb::module_::import_("tusk._partitioning").attr(name); }

// Reductions along an axis, and with the keywords that NumPy's functions pass on: np.sum(frame.x).
template <class T>
void bind_reductions_along(nb::class_<FrameObject<T>, LazyObject>& type) {
  for (const char* name : {"sum", "prod", "mean", "std", "var", "sem", "min", "max", "count", "median", "any", "all",
                           "nunique", "idxmin", "idxmax"}) {
    const std::string function = name;
    type.def(name, [function](nb::object self, nb::args args, nb::kwargs keywords) -> nb::object {
      if (!keywords.contains("axis") && !keywords.contains("dtype") && !keywords.contains("out"))
        throw nb::next_overload();
      return functions("reduce_along")(self, function, nb::tuple(args), nb::dict(keywords));
    });
  }
}

template <class T>
void bind_shared(nb::class_<FrameObject<T>, LazyObject>& type) {
  type.def(
          "map_partitions",
          [](nb::object self, nb::object func, nb::args args, nb::object meta, bool enforce_metadata,
             bool clear_divisions, nb::object label, nb::kwargs kwargs) {
            const nb::object all = nb::make_tuple(self) + nb::tuple(args);
            return functions("map_partitions")(func, all, nb::dict(kwargs), nb::arg("meta") = meta,
                                               nb::arg("enforce_metadata") = enforce_metadata,
                                               nb::arg("clear_divisions") = clear_divisions, nb::arg("label") = label);
          },
          nb::arg("func"), nb::arg("args"), nb::kw_only(), nb::arg("meta") = nb::none(),
          nb::arg("enforce_metadata") = true, nb::arg("clear_divisions") = false, nb::arg("label") = nb::none(),
          nb::arg("kwargs"), "A function of each partition, as pandas' object: see tusk.dataframe.map_partitions.")
      .def_prop_ro(
          "partitions", [](nb::object self) { return rows("Partitions")(self); },
          "Some partitions: partitions[0], partitions[:2], partitions[[0, 2]].")
      .def_prop_ro(
          "loc", [](nb::object self) { return rows("Loc")(self); },
          "Rows by their index, and columns: loc[value], loc[[values]], loc[first:last] (both included), loc[mask], "
          "loc[rows, columns].")
      .def_prop_ro(
          "index", [](nb::object self) { return rows("index_of")(self); },
          "The values of the index, as a series; of rows without one their numbers.")
      .def(
          "to_delayed", [](nb::object self, bool optimize_graph) { return rows("to_delayed")(self, optimize_graph); },
          nb::arg("optimize_graph") = true, "A list with a Delayed of each partition.")
      .def(
          "sample",
          [](nb::object self, nb::object n, nb::object frac, bool replace, nb::object random_state) {
            return rows("sample")(self, n, frac, replace, random_state);
          },
          nb::arg("n") = nb::none(), nb::arg("frac") = nb::none(), nb::arg("replace") = false,
          nb::arg("random_state") = nb::none(),
          "A share of each partition's rows by chance; the same rows for the same random_state.")
      .def(
          "repartition",
          [](nb::object self, nb::object divisions, nb::object npartitions, nb::object partition_size, nb::object freq,
             bool force) { return rows("repartition")(self, divisions, npartitions, partition_size, freq, force); },
          nb::arg("divisions") = nb::none(), nb::arg("npartitions") = nb::none(),
          nb::arg("partition_size") = nb::none(), nb::arg("freq") = nb::none(), nb::arg("force") = false,
          "The same rows in other partitions: so many, at these index values, of at most so many bytes (\"100 MiB\"), "
          "or of a time span each (\"7D\").")
      .def(
          "to_array",
          [](nb::object self, nb::object lengths) {
            return nb::module_::import_("tusk._arrays").attr("of_frame")(self, lengths);
          },
          nb::arg("lengths") = nb::none(),
          "The values as an array, of lengths that aren't known; lengths=True computes them, or they are given.")
      .def(
          "clear_divisions", [](nb::object self) { return rows("clear_divisions")(self); },
          "The same rows, of whose index nothing is known.");
}

}  // namespace

void bind_partition_methods(DataFrameClass& type) {
  bind_shared(type);
  bind_reductions_along(type);
  type.def(
          "apply",
          [](nb::object self, nb::object func, nb::object axis, nb::args args, nb::object meta, nb::kwargs keywords) {
            nb::object all = nb::tuple(args);
            if (keywords.contains("args")) {
              all = keywords["args"];
              PyDict_DelItemString(keywords.ptr(), "args");
            }
            return functions("apply_rows")(self, func, axis, all, meta, nb::dict(keywords));
          },
          nb::arg("func"), nb::arg("axis") = 0, nb::arg("args"), nb::kw_only(), nb::arg("meta") = nb::none(),
          nb::arg("kwargs"), "func(row, *args, **kwargs) of each row, as a pandas Series; axis must be 1.")
      .def_prop_ro(
          "iloc", [](nb::object self) { return rows("Iloc")(self); },
          "Columns by their places: iloc[:, 0], iloc[:, 1:3], iloc[:, [0, 2]].")
      .def(
          "set_index",
          [](nb::object self, nb::object other, bool drop, bool sorted, nb::object npartitions, nb::object divisions,
             bool sort) { return rows("set_index")(self, other, drop, sorted, npartitions, divisions, sort); },
          nb::arg("other"), nb::arg("drop") = true, nb::arg("sorted") = false, nb::arg("npartitions") = nb::none(),
          nb::arg("divisions") = nb::none(), nb::arg("sort") = true,
          "A column, or a series of the same rows, as the index. sorted=True: it ascends already, and divisions= says "
          "where partitions begin, or a pass over it finds that. sort=False: as it is, and nothing is known of it.");
}

void bind_partition_methods(SeriesClass& type) {
  bind_shared(type);
  bind_reductions_along(type);
  type.def(
      "apply",
      [](nb::object self, nb::object func, nb::args args, nb::object meta, nb::kwargs keywords) {
        nb::object all = nb::tuple(args);
        if (keywords.contains("args")) {
          all = keywords["args"];
          PyDict_DelItemString(keywords.ptr(), "args");
        }
        return functions("apply_values")(self, func, all, meta, nb::dict(keywords));
      },
      nb::arg("func"), nb::arg("args"), nb::kw_only(), nb::arg("meta") = nb::none(), nb::arg("kwargs"),
      "func(value, *args, **kwargs) of each value.");
}

}  // namespace tusk::python
