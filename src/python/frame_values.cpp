#include <algorithm>

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <tusk/core/error.h>
#include <tusk/dataframe/arithmetic.h>
#include <tusk/dataframe/random_split.h>
#include <tusk/dataframe/write.h>

#include "python/conversion.h"
#include "python/frame_methods.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

using Frame = const DataFrameObject&;
using Column = const SeriesObject&;

// Values, and what takes their places.
struct Replacements {
  std::vector<Value> from, to;
};

bool is_list(nb::handle object) { return nb::isinstance<nb::list>(object) || nb::isinstance<nb::tuple>(object); }

// {from: to}, or values and their replacements: one each, or one for all.
Replacements replacements_of(nb::handle to_replace, nb::handle value) {
  Replacements pairs;
  if (nb::isinstance<nb::dict>(to_replace)) {
    for (const auto& [from, to] : nb::borrow<nb::dict>(to_replace)) {
      pairs.from.push_back(literal_of(from));
      pairs.to.push_back(literal_of(to));
    }
    return pairs;
  }
  pairs.from = is_list(to_replace) ? literals_of(to_replace) : std::vector{literal_of(to_replace)};
  pairs.to = is_list(value) ? literals_of(value) : std::vector(pairs.from.size(), literal_of(value));
  return pairs;
}

bool has_only_dicts(const nb::dict& dict) {
  for (const auto& [key, value] : dict) {
    if (!nb::isinstance<nb::dict>(value)) return false;
  }
  return true;
}

DataFrameObject replaced(Frame self, nb::object to_replace, nb::object value) {
  const bool is_by_column =
      nb::isinstance<nb::dict>(to_replace) && (!value.is_none() || has_only_dicts(nb::borrow<nb::dict>(to_replace)));
  if (!is_by_column) {
    const auto [from, to] = replacements_of(to_replace, value);
    return DataFrameObject(self.frame.replace(from, to));
  }
  DataFrame frame = self.frame;
  for (const auto& [name, own] : nb::borrow<nb::dict>(to_replace)) {
    const std::string column = nb::cast<std::string>(name);
    const auto [from, to] = replacements_of(own, value);
    frame = frame.assign(column, frame.column(column).replace(from, to));
  }
  return DataFrameObject(frame);
}

const LazyFrame& condition_of(nb::handle object) {
  const SeriesObject* series = nullptr;
  if (nb::inst_check(object) && nb::try_cast<const SeriesObject*>(object, series, false)) return series->frame;
  const DataFrameObject* frame = nullptr;
  if (nb::inst_check(object) && nb::try_cast<const DataFrameObject*>(object, frame, false)) return frame->frame;
  throw TypeError("a condition is a lazy frame or series of truth values: got " + short_repr(object));
}

std::string new_name(nb::handle names, const std::string& column) {
  if (PyCallable_Check(names.ptr())) return nb::cast<std::string>(names(str_of(column)));
  return nb::cast<std::string>(names.attr("get")(str_of(column), str_of(column)));
}

bool is_column_axis(nb::handle axis) {
  return nb::isinstance<nb::str>(axis) ? nb::cast<std::string>(axis) == "columns" : nb::cast<int>(axis) == 1;
}

DataFrameObject renamed(Frame self, nb::object mapper, nb::object columns, nb::object axis) {
  if (columns.is_none() && !mapper.is_none() && !axis.is_none() && is_column_axis(axis)) columns = mapper;
  if (columns.is_none())
    throw NotImplementedError("rename gives columns other names: pass columns=, a dict or a function");
  Renames names;
  for (const std::string& column : self.frame.columns()) names[column] = new_name(columns, column);
  return DataFrameObject(self.frame.rename(names));
}

void remove_column(DataFrameObject& self, const std::string& column) { self.frame = self.frame.drop({column}); }

SeriesObject pop_column(DataFrameObject& self, const std::string& column) {
  const SeriesObject series(self.frame.column(column));
  remove_column(self, column);
  return series;
}

DataFrameObject rounded(Frame self, nb::object decimals) {
  if (!nb::isinstance<nb::dict>(decimals)) return DataFrameObject(self.frame.round(nb::cast<int>(decimals)));
  DataFrame frame = self.frame;
  for (const auto& [name, own] : nb::borrow<nb::dict>(decimals)) {
    const std::string column = nb::cast<std::string>(name);
    frame = frame.assign(column, frame.column(column).round(nb::cast<int>(own)));
  }
  return DataFrameObject(frame);
}

DataFrameObject is_in(Frame self, nb::object values) {
  if (!nb::isinstance<nb::dict>(values)) return DataFrameObject(self.frame.isin(literals_of(values)));
  DataFrame frame = self.frame;
  const auto own = nb::borrow<nb::dict>(values);
  for (const std::string& column : self.frame.columns()) {
    const auto listed = own.contains(column.c_str()) ? literals_of(own[column.c_str()]) : std::vector<Value>();
    frame = frame.assign(column, frame.column(column).isin(listed));
  }
  return DataFrameObject(frame);
}

nb::object squeezed(Frame self) {
  const auto columns = self.frame.columns();
  if (columns.size() != 1) return nb::cast(self);
  return nb::cast(SeriesObject(self.frame.column(columns[0])));
}

std::vector<std::string> write_json(Frame self, const std::string& path, const std::string& orient, bool lines,
                                    const std::string& date_format, nb::object storage_options) {
  if (orient != "records" || !lines)
    throw NotImplementedError("JSON is written with one object a line: orient=\"records\", lines=True");
  const WriteJson options{date_format, storage_options_of(storage_options)};
  return without_python([&] { return to_json(self.frame, path, options); });
}

nb::list split_by_chance(Frame self, const std::vector<double>& frac, std::optional<std::uint64_t> random_state) {
  nb::list parts;
  for (const DataFrame& part : random_split(self.frame, frac, random_state)) parts.append(DataFrameObject(part));
  return parts;
}

// Of pairs of a condition and a replacement, the first condition that holds decides.
SeriesObject with_cases(Column self, nb::handle cases) {
  std::vector<std::pair<Series, Operand>> pairs;
  for (const nb::handle pair : nb::iter(cases)) {
    const SeriesObject* condition = nullptr;
    if (!nb::isinstance<nb::tuple>(pair) || nb::len(pair) != 2 ||
        !nb::try_cast<const SeriesObject*>(pair[0], condition, false))
      throw TypeError("a case is (condition, replacement), the condition a lazy series: got " + short_repr(pair));
    pairs.emplace_back(condition->frame, operand_of(pair[1]));
  }
  Series made = self.frame;
  for (auto pair = pairs.rbegin(); pair != pairs.rend(); ++pair) made = made.mask(pair->first, pair->second);
  return SeriesObject(made);
}

// What a frame of this column alone writes.
nb::object write_as_frame(const char* method, Column self, const nb::args& arguments, const nb::kwargs& keywords) {
  return nb::cast(DataFrameObject(self.frame.to_frame())).attr(method)(*arguments, **keywords);
}

}  // namespace

void bind_frame_values(DataFrameClass& type) {
  type.def(
          "where",
          [](Frame self, nb::object cond, nb::object other) {
            return DataFrameObject(self.frame.where(condition_of(cond), operand_of(other)));
          },
          nb::arg("cond"), nb::arg("other") = nb::none(), "The values where `cond` is true, else `other`.")
      .def(
          "mask",
          [](Frame self, nb::object cond, nb::object other) {
            return DataFrameObject(self.frame.mask(condition_of(cond), operand_of(other)));
          },
          nb::arg("cond"), nb::arg("other") = nb::none(), "The values where `cond` is false, else `other`.")
      .def("replace", &replaced, nb::arg("to_replace"), nb::arg("value") = nb::none(),
           "Values replaced by others: {from: to}, {column: {from: to}}, or lists of both.")
      .def("rename", &renamed, nb::arg("mapper") = nb::none(), nb::kw_only(), nb::arg("columns") = nb::none(),
           nb::arg("axis") = nb::none(), "Columns under other names, by a dict or a function.")
      .def("__delitem__", &remove_column)
      .def("pop", &pop_column, nb::arg("item"), "Takes a column out of the frame, and returns it.")
      .def("round", &rounded, nb::arg("decimals") = 0, "Numbers rounded; {column: decimals} for some columns alone.")
      .def("isin", &is_in, nb::arg("values"), "Whether values are among those of a list, or {column: list}.")
      .def("notnull", [](Frame self) { return DataFrameObject(self.frame.notna()); })
      .def(
          "select_dtypes",
          [](Frame self, nb::object include, nb::object exclude) {
            return DataFrameObject(self.frame.select_dtypes(dtype_kinds(include), dtype_kinds(exclude)));
          },
          nb::arg("include") = nb::none(), nb::arg("exclude") = nb::none(),
          "The columns of some dtypes: \"number\", \"float64\", np.number, bool …")
      .def("random_split", &split_by_chance, nb::arg("frac"), nb::arg("random_state") = nb::none(),
           "The rows in as many parts as there are shares, by chance; the same parts for the same random_state.")
      .def("squeeze", &squeezed, "The only column as a series; a frame of several as it is.")
      .def("to_json", &write_json, nb::arg("path"), nb::kw_only(), nb::arg("orient") = "records",
           nb::arg("lines") = true, nb::arg("date_format") = "epoch", nb::arg("storage_options") = nb::none(),
           "Writes one JSON object a line, and a file for each partition. Returns the addresses.");
}

void bind_series_values(SeriesClass& type) {
  type.def(
          "replace",
          [](Column self, nb::object to_replace, nb::object value) {
            const auto [from, to] = replacements_of(to_replace, value);
            return SeriesObject(self.frame.replace(from, to));
          },
          nb::arg("to_replace"), nb::arg("value") = nb::none(),
          "Values replaced by others: {from: to}, or lists of both.")
      .def("case_when", &with_cases, nb::arg("caselist"),
           "Values replaced where a condition holds: (condition, replacement) pairs, the first that holds decides.")
      .def(
          "histogram",
          [](Column self, const std::vector<double>& edges) { return SeriesObject(self.frame.histogram(edges)); },
          nb::arg("edges"), "How many values lie between edges that ascend, as numpy.histogram counts them.")
      .def("squeeze", [](Column self) { return self; })
      .def(
          "dot", [](Column self, Column other) { return ScalarObject(dot(self.frame, other.frame)); }, nb::arg("other"),
          "The sum of the products, row by row.")
      .def(
          "nunique_approx", [](Column self) { return ScalarObject(self.frame.nunique()); },
          "How many different values there are: exact, as nunique().")
      .def(
          "median_approximate", [](Column self) { return ScalarObject(self.frame.median()); },
          "The median: exact, as median().")
      .def("to_csv", [](Column self, nb::args arguments,
                        nb::kwargs keywords) { return write_as_frame("to_csv", self, arguments, keywords); })
      .def("to_json", [](Column self, nb::args arguments, nb::kwargs keywords) {
        return write_as_frame("to_json", self, arguments, keywords);
      });
}

}  // namespace tusk::python
