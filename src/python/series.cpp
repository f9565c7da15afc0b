#include <tusk/dataframe/series.h>

#include <nanobind/stl/optional.h>
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

namespace tusk::python {

namespace {

using Parameters = std::map<std::string, Value>;

SeriesObject call(const SeriesObject& self, const std::string& function, const std::vector<Operand>& operands = {},
                  const Parameters& parameters = {}) {
  return SeriesObject(self.frame.elementwise(function, operands, parameters));
}

// The keywords of an accessor's method as the kernels' parameters.
Parameters parameters_of(const nb::kwargs& keywords) {
  Parameters parameters;
  for (const auto& [name, value] : keywords) {
    const bool is_list = nb::isinstance<nb::list>(value);
    if (!value.is_none())
      parameters[nb::cast<std::string>(name)] = is_list ? Value::of(Sequence(literals_of(value))) : literal_of(value);
  }
  return parameters;
}

std::vector<Value> keys_of(const nb::dict& map) {
  std::vector<Value> keys;
  for (const auto& [key, value] : map) keys.push_back(literal_of(key));
  return keys;
}

std::vector<Value> values_of(const nb::dict& map) {
  std::vector<Value> values;
  for (const auto& [key, value] : map) values.push_back(literal_of(value));
  return values;
}

nb::object accessor(const char* name, nb::handle series) {
  return nb::module_::import_("tusk._accessors").attr(name)(series);
}

nb::object quantile(const SeriesObject& self, nb::object q, const std::string& interpolation) {
  if (PyFloat_Check(q.ptr()) || PyLong_Check(q.ptr()))
    return nb::cast(ScalarObject(self.frame.quantile(nb::cast<double>(q), interpolation)));
  return nb::cast(SeriesObject(self.frame.quantile(nb::cast<std::vector<double>>(nb::list(q)), interpolation)));
}

Table computed(const SeriesObject& self) {
  return without_python([&] { return self.frame.compute(); });
}

}  // namespace

void bind_series(nb::module_& module) {
  nb::class_<ScalarObject, LazyObject> scalar(module, "Scalar", kScalarDoc);
  scalar.def_prop_ro("dtype", [](const ScalarObject& self) { return self.frame.dtype(); })
      .def("explain", [](const ScalarObject& self) { return self.frame.explain(); })
      .def("_repr_html_", [](const ScalarObject& self) { return self.frame.to_html(); })
      .def("__neg__", [](const ScalarObject& self) { return lazy_frame_object(elementwise_node("neg", {self.frame})); })
      .def("__abs__", [](const ScalarObject& self) { return lazy_frame_object(elementwise_node("abs", {self.frame})); })
      .def("__repr__", [](const ScalarObject& self) { return "Scalar(" + self.frame.dtype() + ")"; })
      .def("__float__",
           [](nb::object self) { return nb::module_::import_("builtins").attr("float")(self.attr("compute")()); })
      .def("__int__",
           [](nb::object self) { return nb::module_::import_("builtins").attr("int")(self.attr("compute")()); })
      .def("__bool__", [](nb::object self) {
        return nb::cast<bool>(nb::module_::import_("builtins").attr("bool")(self.attr("compute")()));
      });
  bind_operators(scalar);

  SeriesClass type(module, "Series", kSeriesDoc);
  bind_categories(type);
  bind_operators(type);
  bind_ordered(type);
  bind_arithmetic(type);
  bind_series_face(type);
  bind_series_values(type);
  bind_partition_methods(type);
  bind_reshape(type);
  type.def_prop_ro("dtype", [](const SeriesObject& self) { return self.frame.dtype(); })
      .def_prop_ro("name", [](const SeriesObject& self) { return self.frame.name(); })
      .def_prop_ro("npartitions", [](const SeriesObject& self) { return self.frame.npartitions(); })
      .def_prop_ro("size", [](const SeriesObject& self) { return ScalarObject(self.frame.size()); })
      .def("__len__", [](const SeriesObject& self) { return without_python([&] { return self.frame.length(); }); })
      .def("__repr__", [](const SeriesObject& self) { return self.frame.to_string(); })
      .def("__bool__",
           [](const SeriesObject&) -> bool {
             throw ValueError("a series is not one truth value: use any(), all(), or & and | with parentheses");
           })
      .def("__getitem__",
           [](const SeriesObject& self, const SeriesObject& mask) { return SeriesObject(self.frame[mask.frame]); })
      .def_prop_ro("dt", [](nb::object self) { return accessor("DatetimeMethods", self); })
      .def_prop_ro("str", [](nb::object self) { return accessor("StringMethods", self); })
      .def("__neg__", [](const SeriesObject& self) { return call(self, "neg"); })
      .def("__invert__", [](const SeriesObject& self) { return call(self, "invert"); })
      .def("explain", [](const SeriesObject& self) { return self.frame.explain(); })
      .def(
          "elementwise",
          [](const SeriesObject& self, const std::string& function, nb::args others, nb::kwargs keywords) {
            std::vector<Operand> operands;
            for (const nb::handle other : others) operands.push_back(operand_of(other));
            return call(self, function, operands, parameters_of(keywords));
          },
          "Any function of the kernels by name: series.elementwise(\"dt.hour\").")
      .def("isna", [](const SeriesObject& self) { return call(self, "isna"); })
      .def("isnull", [](const SeriesObject& self) { return call(self, "isna"); })
      .def("notna", [](const SeriesObject& self) { return call(self, "notna"); })
      .def("notnull", [](const SeriesObject& self) { return call(self, "notna"); })
      .def("abs", [](const SeriesObject& self) { return call(self, "abs"); })
      .def(
          "fillna",
          [](const SeriesObject& self, nb::object value) { return SeriesObject(self.frame.fillna(operand_of(value))); },
          nb::arg("value"))
      .def("dropna", [](const SeriesObject& self) { return SeriesObject(self.frame.dropna()); })
      .def(
          "astype",
          [](const SeriesObject& self, nb::object dtype) { return SeriesObject(converted(self.frame, dtype)); },
          nb::arg("dtype"))
      .def(
          "isin",
          [](const SeriesObject& self, nb::object values) {
            return SeriesObject(self.frame.isin(literals_of(values)));
          },
          nb::arg("values"))
      .def(
          "between",
          [](const SeriesObject& self, nb::object left, nb::object right, const std::string& inclusive) {
            return SeriesObject(self.frame.between(operand_of(left), operand_of(right), inclusive));
          },
          nb::arg("left"), nb::arg("right"), nb::arg("inclusive") = "both")
      .def(
          "where",
          [](const SeriesObject& self, const SeriesObject& cond, nb::object other) {
            return SeriesObject(self.frame.where(cond.frame, operand_of(other)));
          },
          nb::arg("cond"), nb::arg("other") = nb::none())
      .def(
          "mask",
          [](const SeriesObject& self, const SeriesObject& cond, nb::object other) {
            return SeriesObject(self.frame.mask(cond.frame, operand_of(other)));
          },
          nb::arg("cond"), nb::arg("other") = nb::none())
      .def(
          "clip",
          [](const SeriesObject& self, nb::object lower, nb::object upper) {
            return SeriesObject(self.frame.clip(operand_of(lower), operand_of(upper)));
          },
          nb::arg("lower") = nb::none(), nb::arg("upper") = nb::none())
      .def(
          "round", [](const SeriesObject& self, int decimals) { return SeriesObject(self.frame.round(decimals)); },
          nb::arg("decimals") = 0)
      .def(
          "map",
          [](nb::object self, nb::object arg, nb::object na_action, nb::object meta) -> nb::object {
            if (!nb::isinstance<nb::dict>(arg) || nb::hasattr(arg, "__missing__"))
              return nb::module_::import_("tusk._partitions").attr("map_values")(self, arg, na_action, meta);
            const auto values = nb::borrow<nb::dict>(arg);
            return nb::cast(
                SeriesObject(nb::cast<const SeriesObject&>(self).frame.map(keys_of(values), values_of(values))));
          },
          nb::arg("arg"), nb::arg("na_action") = nb::none(), nb::arg("meta") = nb::none(),
          "Each value replaced: by a dict {value: other}, what it does not name being missing, or by what a function "
          "gives "
          "(called for missing values too, unless na_action=\"ignore\"); meta=(name, dtype) says what it gives.")
      .def(
          "rename",
          [](const SeriesObject& self, const std::string& name) { return SeriesObject(self.frame.rename(name)); },
          nb::arg("name"))
      .def(
          "to_frame",
          [](const SeriesObject& self, std::optional<std::string> name) {
            return DataFrameObject(self.frame.to_frame(name.value_or("")));
          },
          nb::arg("name") = nb::none())
      .def(
          "reset_index",
          [](const SeriesObject& self, bool drop) -> nb::object {
            return drop ? nb::cast(SeriesObject(self.frame.drop_index()))
                        : nb::cast(DataFrameObject(self.frame.reset_index()));
          },
          nb::arg("drop") = false)
      .def(
          "head",
          [](const SeriesObject& self, std::int64_t n, std::int64_t npartitions, bool compute) -> nb::object {
            const SeriesObject rows(self.frame.first_rows(n, npartitions));
            if (!compute) return nb::cast(rows);
            const nb::object found = pandas_of(computed(rows));
            warn_of_short_head(found, n, npartitions, self.frame.npartitions());
            return found;
          },
          nb::arg("n") = 5, nb::arg("npartitions") = 1, nb::arg("compute") = true)
      .def(
          "tail",
          [](const SeriesObject& self, std::int64_t n, bool compute) -> nb::object {
            const SeriesObject rows(self.frame.last_rows(n));
            return compute ? pandas_of(computed(rows)) : nb::cast(rows);
          },
          nb::arg("n") = 5, nb::arg("compute") = true)
      .def(
          "nlargest",
          [](const SeriesObject& self, std::int64_t n, const std::string& keep) {
            return SeriesObject(self.frame.nlargest(n, keep));
          },
          nb::arg("n") = 5, nb::arg("keep") = "first")
      .def(
          "nsmallest",
          [](const SeriesObject& self, std::int64_t n, const std::string& keep) {
            return SeriesObject(self.frame.nsmallest(n, keep));
          },
          nb::arg("n") = 5, nb::arg("keep") = "first")
      .def(
          "drop_duplicates",
          [](const SeriesObject& self, nb::object keep, bool ignore_index) {
            const Series kept = self.frame.drop_duplicates(kept_duplicates(keep));
            return SeriesObject(ignore_index ? kept.drop_index() : kept);
          },
          nb::kw_only(), nb::arg("keep").none() = "first", nb::arg("ignore_index") = false)
      .def(
          "sum",
          [](const SeriesObject& self, bool skipna, std::int64_t min_count) {
            return ScalarObject(self.frame.sum(skipna, min_count));
          },
          nb::arg("skipna") = true, nb::arg("min_count") = 0)
      .def(
          "prod",
          [](const SeriesObject& self, bool skipna, std::int64_t min_count) {
            return ScalarObject(self.frame.prod(skipna, min_count));
          },
          nb::arg("skipna") = true, nb::arg("min_count") = 0)
      .def(
          "product",
          [](const SeriesObject& self, bool skipna, std::int64_t min_count) {
            return ScalarObject(self.frame.prod(skipna, min_count));
          },
          nb::arg("skipna") = true, nb::arg("min_count") = 0)
      .def(
          "mean", [](const SeriesObject& self, bool skipna) { return ScalarObject(self.frame.mean(skipna)); },
          nb::arg("skipna") = true)
      .def(
          "std",
          [](const SeriesObject& self, bool skipna, std::int64_t ddof) {
            return ScalarObject(self.frame.std(skipna, ddof));
          },
          nb::arg("skipna") = true, nb::arg("ddof") = 1)
      .def(
          "var",
          [](const SeriesObject& self, bool skipna, std::int64_t ddof) {
            return ScalarObject(self.frame.var(skipna, ddof));
          },
          nb::arg("skipna") = true, nb::arg("ddof") = 1)
      .def(
          "sem",
          [](const SeriesObject& self, bool skipna, std::int64_t ddof) {
            return ScalarObject(self.frame.sem(skipna, ddof));
          },
          nb::arg("skipna") = true, nb::arg("ddof") = 1)
      .def("skew", [](const SeriesObject& self) { return ScalarObject(self.frame.skew()); })
      .def("kurt", [](const SeriesObject& self) { return ScalarObject(self.frame.kurt()); })
      .def("kurtosis", [](const SeriesObject& self) { return ScalarObject(self.frame.kurt()); })
      .def(
          "min", [](const SeriesObject& self, bool skipna) { return ScalarObject(self.frame.min(skipna)); },
          nb::arg("skipna") = true)
      .def(
          "max", [](const SeriesObject& self, bool skipna) { return ScalarObject(self.frame.max(skipna)); },
          nb::arg("skipna") = true)
      .def("count", [](const SeriesObject& self) { return ScalarObject(self.frame.count()); })
      .def("any", [](const SeriesObject& self) { return ScalarObject(self.frame.any()); })
      .def("all", [](const SeriesObject& self) { return ScalarObject(self.frame.all()); })
      .def("median", [](const SeriesObject& self) { return ScalarObject(self.frame.median()); })
      .def(
          "nunique", [](const SeriesObject& self, bool dropna) { return ScalarObject(self.frame.nunique(dropna)); },
          nb::arg("dropna") = true)
      .def("quantile", &quantile, nb::arg("q") = 0.5, nb::arg("interpolation") = "linear")
      .def("unique", [](const SeriesObject& self) { return SeriesObject(self.frame.unique()); })
      .def(
          "mode", [](const SeriesObject& self, bool dropna) { return SeriesObject(self.frame.mode(dropna)); },
          nb::arg("dropna") = true)
      .def(
          "value_counts",
          [](const SeriesObject& self, bool sort, bool ascending, bool dropna, bool normalize) {
            return SeriesObject(self.frame.value_counts(sort, ascending, dropna, normalize));
          },
          nb::arg("sort") = true, nb::arg("ascending") = false, nb::arg("dropna") = true, nb::arg("normalize") = false)
      .def(
          "describe",
          [](const SeriesObject& self, nb::object percentiles, nb::object, nb::object) {
            return SeriesObject(self.frame.describe(described_percentiles(percentiles)));
          },
          nb::arg("percentiles") = nb::none(), nb::arg("include") = nb::none(), nb::arg("exclude") = nb::none())
      .def(
          "groupby",
          [](const SeriesObject& self, nb::object by, nb::object level, bool as_index, bool sort, bool group_keys,
             bool observed, bool dropna) {
            return group_series(self.frame, {by, level, {sort, dropna, as_index, observed}, group_keys});
          },
          nb::arg("by") = nb::none(), nb::arg("level") = nb::none(), nb::kw_only(), nb::arg("as_index") = true,
          nb::arg("sort") = true, nb::arg("group_keys") = true, nb::arg("observed") = true, nb::arg("dropna") = true)
      .def("idxmin", [](const SeriesObject& self) { return ScalarObject(self.frame.idxmin()); })
      .def("idxmax", [](const SeriesObject& self) { return ScalarObject(self.frame.idxmax()); })
      .def(
          "median_approximate", [](const SeriesObject& self) { return ScalarObject(self.frame.median_approximate()); },
          "The median, which is exact here.")
      .def_prop_ro("is_monotonic_increasing",
                   [](const SeriesObject& self) { return ScalarObject(self.frame.is_monotonic_increasing()); })
      .def_prop_ro("is_monotonic_decreasing",
                   [](const SeriesObject& self) { return ScalarObject(self.frame.is_monotonic_decreasing()); })
      .def(
          "autocorr", [](const SeriesObject& self, std::int64_t lag) { return ScalarObject(self.frame.autocorr(lag)); },
          nb::arg("lag") = 1)
      .def(
          "memory_usage",
          [](const SeriesObject& self, bool index, bool) { return ScalarObject(self.frame.memory_usage(index)); },
          nb::arg("index") = true, nb::arg("deep") = false, "The bytes of the values, and of the index.")
      .def(
          "corr",
          [](const SeriesObject& self, const SeriesObject& other) {
            return ScalarObject(self.frame.corr(other.frame));
          },
          nb::arg("other"))
      .def(
          "cov",
          [](const SeriesObject& self, const SeriesObject& other, std::int64_t ddof) {
            return ScalarObject(self.frame.cov(other.frame, ddof));
          },
          nb::arg("other"), nb::arg("ddof") = 1);
}

}  // namespace tusk::python
