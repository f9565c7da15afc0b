#include <tusk/dataframe/data_frame.h>

#include <algorithm>
#include <cmath>

#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <tusk/core/error.h>

#include "python/bindings.h"
#include "python/conversion.h"
#include "python/frame_docs.h"
#include "python/frame_methods.h"
#include "python/frame_object.h"
#include "python/frame_operators.h"
#include "python/group_by.h"
#include "python/ordered_methods.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

nb::object getitem(const DataFrameObject& self, nb::object key) {
  if (nb::isinstance<nb::str>(key)) return nb::cast(SeriesObject(self.frame.column(nb::cast<std::string>(key))));
  if (nb::isinstance<nb::tuple>(key)) {  // the name of one column under several levels
    const auto name = nb::cast<std::string>(nb::repr(key));
    const auto columns = self.frame.columns();
    if (std::find(columns.begin(), columns.end(), name) != columns.end())
      return nb::cast(SeriesObject(self.frame.column(name)));
  }
  const SeriesObject* mask = nullptr;
  if (nb::inst_check(key) && nb::try_cast<const SeriesObject*>(key, mask, false))
    return nb::cast(DataFrameObject(self.frame[mask->frame]));
  return nb::cast(DataFrameObject(self.frame[texts_of_object(key)]));
}

nb::object getattr(const DataFrameObject& self, const std::string& name) {
  const auto columns = self.frame.columns();
  if (std::find(columns.begin(), columns.end(), name) != columns.end())
    return nb::cast(SeriesObject(self.frame.column(name)));
  throw nb::attribute_error(("a DataFrame has no attribute and no column '" + name + "'").c_str());
}

// A NaN makes a column of floats, as it is one.
DataFrame with_column(const DataFrame& frame, const std::string& column, nb::handle value) {
  const DataFrame made = frame.assign(column, operand_of(value));
  const bool is_nan = PyFloat_Check(value.ptr()) && std::isnan(PyFloat_AS_DOUBLE(value.ptr()));
  return is_nan ? made.astype(std::map<std::string, std::string>{{column, "float64"}}) : made;
}

void setitem(DataFrameObject& self, nb::object key, nb::object value) {
  if (nb::isinstance<nb::str>(key)) {
    self.frame = with_column(self.frame, nb::cast<std::string>(key), value);
    return;
  }
  const auto columns = texts_of_object(key);
  const DataFrameObject* frame = nullptr;
  if (!nb::try_cast<const DataFrameObject*>(value, frame, false))
    throw TypeError("several columns are assigned from a frame: got " + short_repr(value));
  const auto sources = frame->frame.columns();
  if (sources.size() != columns.size())
    throw ValueError("as many columns are assigned as there are names: got " + std::to_string(columns.size()) +
                     " names and " + std::to_string(sources.size()) + " columns");
  for (std::size_t i = 0; i < columns.size(); ++i)
    self.frame = self.frame.assign(columns[i], frame->frame.column(sources[i]));
}

nb::object fillna(const DataFrameObject& self, nb::object value) {
  if (!nb::isinstance<nb::dict>(value)) return nb::cast(DataFrameObject(self.frame.fillna(operand_of(value))));
  std::map<std::string, Value> values;
  for (const auto& [column, own] : nb::cast<nb::dict>(value)) values[nb::cast<std::string>(column)] = literal_of(own);
  return nb::cast(DataFrameObject(self.frame.fillna(values)));
}

DataFrameObject astype(const DataFrameObject& self, nb::object dtype) {
  if (!nb::isinstance<nb::dict>(dtype)) return DataFrameObject(self.frame.astype(dtype_name(dtype)));
  DataFrameObject made = self;
  for (const auto& [name, own] : nb::cast<nb::dict>(dtype)) {
    const std::string column = nb::cast<std::string>(name);
    made.frame = made.frame.assign(column, converted(self.frame.column(column), own));
  }
  return made;
}

DataFrameObject drop(const DataFrameObject& self, nb::object labels, nb::object axis, nb::object columns) {
  if (!columns.is_none()) return DataFrameObject(self.frame.drop(texts_of_object(columns)));
  if (!axis.equal(nb::int_(1)) && !axis.equal(nb::str("columns")))
    throw NotImplementedError("drop leaves out columns: pass columns=, or axis=1");
  return DataFrameObject(self.frame.drop(texts_of_object(labels)));
}

nb::object quantile(const DataFrameObject& self, nb::object q, bool numeric_only, const std::string& interpolation) {
  if (PyFloat_Check(q.ptr()) || PyLong_Check(q.ptr()))
    return nb::cast(SeriesObject(self.frame.quantile(nb::cast<double>(q), numeric_only, interpolation)));
  return nb::cast(
      DataFrameObject(self.frame.quantile(nb::cast<std::vector<double>>(nb::list(q)), numeric_only, interpolation)));
}

DataFrameObject describe(const DataFrameObject& self, nb::object percentiles, nb::object include, nb::object exclude) {
  const auto quantiles = described_percentiles(percentiles);
  if (include.is_none() && exclude.is_none()) return DataFrameObject(self.frame.describe(quantiles));
  DescribedTypes types{.is_all = include.equal(nb::str("all"))};
  if (types.is_all && !exclude.is_none()) throw ValueError("exclude must be None when include is \"all\"");
  if (!types.is_all) types.include = dtype_kinds(include);
  types.exclude = dtype_kinds(exclude);
  return DataFrameObject(self.frame.describe(types, quantiles));
}

DataFrameObject assign_all(const DataFrameObject& self, nb::kwargs columns) {
  DataFrameObject made = self;
  for (const auto& [name, value] : columns) {
    const nb::object values = PyCallable_Check(value.ptr()) ? nb::object(value(made)) : nb::borrow(value);
    made.frame = with_column(made.frame, nb::cast<std::string>(name), values);
  }
  return made;
}

// A reduction of each column as a method: its name, the kernels' function, and the option that it has of its own.
struct FrameReduction {
  const char* name;
  const char* function;
  bool is_across = false;  // of rows too
  const char* option = nullptr;
  std::int64_t otherwise = 0;
};

constexpr FrameReduction kReductions[] = {
    {"sum", "sum", true, "min_count", 0},
    {"prod", "prod", false, "min_count", 0},
    {"product", "prod", false, "min_count", 0},
    {"std", "std", false, "ddof", 1},
    {"var", "var", false, "ddof", 1},
    {"sem", "sem", false, "ddof", 1},
    {"mean", "mean", true},
    {"min", "min", true},
    {"max", "max", true},
    {"count", "count", true},
    {"any", "any", true},
    {"all", "all", true},
    {"median", "median"},
    {"skew", "skew"},
    {"kurt", "kurt"},
    {"kurtosis", "kurt"},
};

std::map<std::string, Value> reduction_options(bool skipna) {
  if (skipna) return {};
  return {{"skipna", Value::of(false)}};
}

bool is_across(nb::handle axis) {
  if (axis.is_none()) return false;
  if (nb::isinstance<nb::str>(axis)) return nb::cast<std::string>(axis) == "columns";
  return nb::cast<int>(axis) == 1;
}

// Of each column, or with axis=1 of each row.
SeriesObject reduced(const DataFrame& frame, const FrameReduction& reduction, nb::handle axis, bool numeric_only,
                     std::map<std::string, Value> options) {
  if (!is_across(axis)) return SeriesObject(frame.aggregate(reduction.function, numeric_only, options));
  if (!reduction.is_across) throw nb::next_overload();  // pandas' own, of each partition: partition_methods.cpp
  return SeriesObject(frame.across(reduction.function, numeric_only, options));
}

void bind_reductions(DataFrameClass& type) {
  using Self = const DataFrameObject&;
  for (const FrameReduction& reduction : kReductions) {
    if (!reduction.option) {
      type.def(
          reduction.name,
          [reduction](Self self, nb::object axis, bool skipna, bool numeric_only) {
            return reduced(self.frame, reduction, axis, numeric_only, reduction_options(skipna));
          },
          nb::arg("axis").none() = 0, nb::arg("skipna") = true, nb::arg("numeric_only") = false);
      continue;
    }
    type.def(
        reduction.name,
        [reduction](Self self, nb::object axis, bool skipna, bool numeric_only, std::int64_t option) {
          auto options = reduction_options(skipna);
          options[reduction.option] = Value::of(option);
          return reduced(self.frame, reduction, axis, numeric_only, std::move(options));
        },
        nb::arg("axis").none() = 0, nb::arg("skipna") = true, nb::arg("numeric_only") = false,
        nb::arg(reduction.option) = reduction.otherwise);
  }
}

Table computed(const DataFrame& frame) {
  return without_python([&] { return frame.compute(); });
}

}  // namespace

void bind_data_frame(nb::module_& module) {
  DataFrameClass type(module, "DataFrame", kDataFrameDoc);
  using Self = const DataFrameObject&;
  type.def_prop_ro("dtypes",
                   [](Self self) {
                     nb::dict dtypes;
                     for (const auto& [column, dtype] : self.frame.dtypes()) dtypes[str_of(column)] = str_of(dtype);
                     return nb::module_::import_("pandas").attr("Series")(dtypes, nb::arg("dtype") = "object");
                   })
      .def_prop_ro("npartitions", [](Self self) { return self.frame.npartitions(); })
      .def_prop_ro("known_divisions", [](Self self) { return self.frame.known_divisions(); })
      .def_prop_ro("divisions",
                   [](Self self) {
                     nb::list divisions;
                     for (const Value& value : self.frame.divisions()) divisions.append(to_python(value));
                     if (!self.frame.known_divisions())
                       for (std::int64_t i = 0; i <= self.frame.npartitions(); ++i) divisions.append(nb::none());
                     return nb::tuple(divisions);
                   })
      .def_prop_ro(
          "shape",
          [](Self self) { return nb::make_tuple(ScalarObject(self.frame.row_count()), self.frame.columns().size()); })
      .def_prop_ro("size", [](Self self) { return ScalarObject(self.frame.size()); })
      .def("__len__", [](Self self) { return without_python([&] { return self.frame.length(); }); })
      .def("__repr__", [](Self self) { return self.frame.to_string(); })
      .def("__bool__",
           [](Self) -> bool { throw ValueError("a frame is not one truth value: use any(), all() or len()"); })
      .def("__iter__", [](Self self) { return nb::iter(nb::cast(self.frame.columns())); })
      .def("__contains__",
           [](Self self, const std::string& column) {
             const auto columns = self.frame.columns();
             return std::find(columns.begin(), columns.end(), column) != columns.end();
           })
      .def("__getitem__", &getitem)
      .def("__getattr__", &getattr)
      .def("__setitem__", &setitem)
      .def("__invert__", [](Self self) { return DataFrameObject(self.frame.elementwise("invert")); })
      .def("__neg__", [](Self self) { return DataFrameObject(self.frame.elementwise("neg")); })
      .def("explain", [](Self self) { return self.frame.explain(); })
      .def("copy", [](Self self) { return self; })
      .def(
          "get_partition", [](Self self, std::int64_t n) { return DataFrameObject(self.frame.partitions({n})); },
          nb::arg("n"))
      .def("assign", &assign_all, nb::arg("columns"))
      .def("drop", &drop, nb::arg("labels") = nb::none(), nb::arg("axis") = 0, nb::kw_only(),
           nb::arg("columns") = nb::none())
      .def("astype", &astype, nb::arg("dtype"))
      .def("fillna", &fillna, nb::arg("value"))
      .def(
          "dropna",
          [](Self self, const std::string& how, nb::object subset) {
            return DataFrameObject(self.frame.dropna(how, texts_of_object(subset)));
          },
          nb::kw_only(), nb::arg("how") = "any", nb::arg("subset") = nb::none())
      .def("isna", [](Self self) { return DataFrameObject(self.frame.isna()); })
      .def("isnull", [](Self self) { return DataFrameObject(self.frame.isna()); })
      .def("notna", [](Self self) { return DataFrameObject(self.frame.notna()); })
      .def("abs", [](Self self) { return DataFrameObject(self.frame.abs()); })
      .def(
          "clip",
          [](Self self, nb::object lower, nb::object upper) {
            return DataFrameObject(self.frame.clip(operand_of(lower), operand_of(upper)));
          },
          nb::arg("lower") = nb::none(), nb::arg("upper") = nb::none())
      .def(
          "add_prefix",
          [](Self self, const std::string& prefix) { return DataFrameObject(self.frame.add_prefix(prefix)); },
          nb::arg("prefix"))
      .def(
          "add_suffix",
          [](Self self, const std::string& suffix) { return DataFrameObject(self.frame.add_suffix(suffix)); },
          nb::arg("suffix"))
      .def(
          "reset_index",
          [](Self self, bool drop) {
            return DataFrameObject(drop ? self.frame.drop_index() : self.frame.reset_index());
          },
          nb::arg("drop") = false)
      .def(
          "head",
          [](Self self, std::int64_t n, std::int64_t npartitions, bool compute) -> nb::object {
            const DataFrame rows = self.frame.first_rows(n, npartitions);
            if (!compute) return nb::cast(DataFrameObject(rows));
            const nb::object found = pandas_of(computed(rows));
            warn_of_short_head(found, n, npartitions, self.frame.npartitions());
            return found;
          },
          nb::arg("n") = 5, nb::arg("npartitions") = 1, nb::arg("compute") = true)
      .def(
          "tail",
          [](Self self, std::int64_t n, bool compute) -> nb::object {
            const DataFrame rows = self.frame.last_rows(n);
            return compute ? pandas_of(computed(rows)) : nb::cast(DataFrameObject(rows));
          },
          nb::arg("n") = 5, nb::arg("compute") = true)
      .def(
          "nlargest",
          [](Self self, std::int64_t n, nb::object columns, const std::string& keep) {
            return DataFrameObject(self.frame.nlargest(n, texts_of_object(columns), keep));
          },
          nb::arg("n"), nb::arg("columns"), nb::arg("keep") = "first")
      .def(
          "nsmallest",
          [](Self self, std::int64_t n, nb::object columns, const std::string& keep) {
            return DataFrameObject(self.frame.nsmallest(n, texts_of_object(columns), keep));
          },
          nb::arg("n"), nb::arg("columns"), nb::arg("keep") = "first")
      .def(
          "drop_duplicates",
          [](Self self, nb::object subset, nb::object keep, bool ignore_index) {
            const DataFrame kept = self.frame.drop_duplicates(texts_of_object(subset), kept_duplicates(keep));
            return DataFrameObject(ignore_index ? kept.drop_index() : kept);
          },
          nb::arg("subset") = nb::none(), nb::kw_only(), nb::arg("keep").none() = "first",
          nb::arg("ignore_index") = false)
      .def("quantile", &quantile, nb::arg("q") = 0.5, nb::arg("numeric_only") = false,
           nb::arg("interpolation") = "linear")
      .def("describe", &describe, nb::arg("percentiles") = nb::none(), nb::arg("include") = nb::none(),
           nb::arg("exclude") = nb::none(),
           "count, mean, std, min, percentiles and max of the columns of numbers and times if there are such, else "
           "count, unique, top and freq. include, exclude: \"all\", or types as select_dtypes takes them.")
      .def(
          "corr", [](Self self, bool numeric_only) { return DataFrameObject(self.frame.corr(numeric_only)); },
          nb::arg("numeric_only") = false)
      .def(
          "cov", [](Self self, bool numeric_only) { return DataFrameObject(self.frame.cov(numeric_only)); },
          nb::arg("numeric_only") = false)
      .def(
          "nunique", [](Self self, bool dropna) { return SeriesObject(self.frame.nunique(dropna)); },
          nb::arg("dropna") = true)
      .def(
          "idxmin", [](Self self, bool numeric_only) { return SeriesObject(self.frame.idxmin(numeric_only)); },
          nb::arg("numeric_only") = false)
      .def(
          "idxmax", [](Self self, bool numeric_only) { return SeriesObject(self.frame.idxmax(numeric_only)); },
          nb::arg("numeric_only") = false)
      .def(
          "mode",
          [](Self self, bool numeric_only, bool dropna) {
            return DataFrameObject(self.frame.mode(numeric_only, dropna));
          },
          nb::arg("numeric_only") = false, nb::arg("dropna") = true)
      .def(
          "median_approximate",
          [](Self self, bool numeric_only) { return SeriesObject(self.frame.median_approximate(numeric_only)); },
          nb::arg("numeric_only") = false, "The medians, which are exact here.")
      .def(
          "memory_usage", [](Self self, bool index, bool) { return SeriesObject(self.frame.memory_usage(index)); },
          nb::arg("index") = true, nb::arg("deep") = false, "The bytes of each column, and of the index.")
      .def(
          "groupby",
          [](Self self, nb::object by, nb::object level, bool as_index, bool sort, bool group_keys, bool observed,
             bool dropna, std::int64_t split_every, std::int64_t split_out) {
            return group_frame(self.frame,
                               {by, level, {sort, dropna, as_index, observed, split_every, split_out}, group_keys});
          },
          nb::arg("by") = nb::none(), nb::arg("level") = nb::none(), nb::kw_only(), nb::arg("as_index") = true,
          nb::arg("sort") = true, nb::arg("group_keys") = true, nb::arg("observed") = true, nb::arg("dropna") = true,
          nb::arg("split_every") = 8, nb::arg("split_out") = 1)
      .def(
          "to_csv",
          [](Self self, const std::string& path, bool single_file, bool index, const std::string& sep, bool header,
             const std::string& na_rep, nb::object storage_options) {
            const WriteCsv options{sep, header, index, na_rep, single_file, storage_options_of(storage_options)};
            return without_python([&] { return to_csv(self.frame, path, options); });
          },
          nb::arg("path"), nb::kw_only(), nb::arg("single_file") = false, nb::arg("index") = true, nb::arg("sep") = ",",
          nb::arg("header") = true, nb::arg("na_rep") = "", nb::arg("storage_options") = nb::none())
      .def(
          "to_parquet",
          [](Self self, const std::string& path, const std::string& compression, bool append, bool overwrite,
             nb::object partition_on, bool write_index, nb::object storage_options) {
            const WriteParquet options{compression, append,
                                       overwrite,   texts_of_object(partition_on),
                                       write_index, storage_options_of(storage_options)};
            return without_python([&] { return to_parquet(self.frame, path, options); });
          },
          nb::arg("path"), nb::kw_only(), nb::arg("compression") = "snappy", nb::arg("append") = false,
          nb::arg("overwrite") = false, nb::arg("partition_on") = nb::none(), nb::arg("write_index") = true,
          nb::arg("storage_options") = nb::none());
  bind_reductions(type);
  bind_operators(type);
  bind_arithmetic(type);
  bind_frame_face(type);
  bind_frame_values(type);
  bind_partition_methods(type);
  bind_reshape(type);
  bind_query(type);
  bind_categories(type);
  bind_ordered(type);
}

}  // namespace tusk::python
