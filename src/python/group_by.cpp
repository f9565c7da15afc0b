#include "python/group_by.h"

#include <algorithm>
#include <sstream>

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <tusk/core/error.h>

#include "dataframe/group_keys.h"
#include "dataframe/nodes.h"
#include "python/bindings.h"
#include "python/conversion.h"
#include "python/ordered_groups.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

// An aggregation as a method: its parameters in order, those of pandas that are more than numeric_only being options
// of the kernels. Every one takes split_every and split_out besides.
struct GroupMethod {
  const char* name;
  const char* parameters;
  const char* document;
};

constexpr GroupMethod kMethods[] = {
    {"sum", "numeric_only min_count", "Sums; of no values 0."},
    {"prod", "numeric_only min_count", "Products; of no values 1."},
    {"mean", "numeric_only skipna", "Means."},
    {"median", "numeric_only skipna", "Medians, exact."},
    {"std", "ddof numeric_only skipna", "Standard deviations."},
    {"var", "ddof numeric_only skipna", "Variances."},
    {"sem", "ddof numeric_only skipna", "Standard errors of the means."},
    {"skew", "skipna numeric_only", "Skewness, without bias."},
    {"kurt", "skipna numeric_only", "Kurtosis, without bias."},
    {"min", "numeric_only skipna", "Least values."},
    {"max", "numeric_only skipna", "Greatest values."},
    {"count", "", "Numbers of values that are not missing."},
    {"first", "numeric_only skipna", "First values that are not missing."},
    {"last", "numeric_only skipna", "Last values that are not missing."},
    {"nunique", "dropna", "Numbers of distinct values."},
    {"any", "skipna", "Whether some value is true."},
    {"all", "skipna", "Whether every value is true."},
    {"idxmin", "skipna numeric_only", "The index of the first least value."},
    {"idxmax", "skipna numeric_only", "The index of the first greatest value."},
};

struct MethodArguments {
  std::map<std::string, Value> options = {};
  bool numeric_only = false;
  nb::object split_every, split_out;
};

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  return {std::istream_iterator<std::string>(stream), std::istream_iterator<std::string>()};
}

MethodArguments method_arguments(const GroupMethod& method, const nb::args& positional, const nb::kwargs& keywords) {
  const auto names = words_of(method.parameters);
  MethodArguments arguments;
  const auto set = [&](const std::string& name, nb::handle value) {
    if (name == "split_every") arguments.split_every = nb::borrow(value);
    else if (name == "split_out") arguments.split_out = nb::borrow(value);
    else if (std::find(names.begin(), names.end(), name) == names.end())
      throw TypeError(std::string(method.name) + " of groups takes " + method.parameters +
                      " split_every split_out: got " + name);
    else if (name == "numeric_only") arguments.numeric_only = nb::cast<bool>(value);
    else if (!value.is_none()) arguments.options[name] = literal_of(value);
  };
  if (positional.size() > names.size())
    throw TypeError(std::string(method.name) + " of groups takes " + std::to_string(names.size()) +
                    " arguments without a name: got " + std::to_string(positional.size()));
  for (std::size_t i = 0; i < positional.size(); ++i) set(names[i], positional[i]);
  for (const auto& [name, value] : keywords) set(nb::cast<std::string>(name), value);
  return arguments;
}

// Dask's numbers of partitions for split_out=True: one for so many of the input, fewer with more keys.
std::int64_t automatic_split_out(const GroupBy& groups) {
  const std::int64_t each = std::max<std::int64_t>(5, 20 - 5 * std::int64_t(groups.keys().size()));
  return (groups.frame().npartitions() + each - 1) / each;
}

GroupBy with_splits(const GroupBy& groups, nb::handle split_every, nb::handle split_out) {
  GroupByOptions options = groups.options();
  if (split_every.is_valid() && !split_every.is_none()) {
    const bool is_off = nb::isinstance<nb::bool_>(split_every);  // False: all at once
    options.split_every =
        is_off ? std::max<std::int64_t>(2, groups.frame().npartitions()) : nb::cast<std::int64_t>(split_every);
  }
  if (split_out.is_valid() && !split_out.is_none())
    options.split_out = nb::isinstance<nb::bool_>(split_out)
                            ? (nb::cast<bool>(split_out) ? automatic_split_out(groups) : 1)
                            : nb::cast<std::int64_t>(split_out);
  return groups.with_options(options);
}

std::vector<Value> group_key(nb::handle name) {
  if (nb::isinstance<nb::tuple>(name)) return literals_of(name);
  return {literal_of(name)};
}

Series level_key(const expr::NodePtr& rows, nb::handle level) {
  if (nb::isinstance<nb::str>(level)) return dataframe::index_level(rows, nb::cast<std::string>(level));
  return dataframe::index_level(rows, nb::cast<std::int64_t>(level));
}

Series by_key(const expr::NodePtr& rows, nb::handle by) {
  const SeriesObject* series = nullptr;
  if (nb::inst_check(by) && nb::try_cast<const SeriesObject*>(by, series, false)) return series->frame;
  if (!nb::isinstance<nb::str>(by))
    throw TypeError("groups are made by names of columns and by series: got " + short_repr(by));
  const auto name = nb::cast<std::string>(by);
  const bool is_frame = rows->meta().shape == expr::Shape::Frame;
  return is_frame ? dataframe::key_named(DataFrame(rows), name) : dataframe::index_level(rows, name);
}

std::vector<Series> keys_of(const expr::NodePtr& rows, const GroupByArguments& arguments) {
  const bool is_level = arguments.by.is_none();
  const nb::handle given = is_level ? arguments.level : arguments.by;
  if (given.is_none() || (!is_level && !arguments.level.is_none()))
    throw TypeError("groupby takes by=, or level=: one of them");
  const auto key = [&](nb::handle item) { return is_level ? level_key(rows, item) : by_key(rows, item); };
  if (!nb::isinstance<nb::list>(given) && !nb::isinstance<nb::tuple>(given)) return {key(given)};
  std::vector<Series> keys;
  for (const nb::handle item : nb::iter(given)) keys.push_back(key(item));
  return keys;
}

[[noreturn]] void refuse_iteration() {
  throw NotImplementedError(
      "iterating over groups would compute every one of them: use apply for a function of each, get_group for one, or "
      "frame[key].unique().compute() for their names");
}

template <class Object>
const std::string* column_of(const Object& self) {
  if constexpr (std::is_same_v<Object, SeriesGroupByObject>) return &self.column;
  else return nullptr;
}

// A result of the groups as the class gives it: of one column, or of a frame.
template <class Object>
nb::object result_of(const Object& self, const GroupBy& groups, const DataFrame& result) {
  if constexpr (std::is_same_v<Object, SeriesGroupByObject>) return series_result(groups, result, self.column);
  else return nb::cast(DataFrameObject(result));
}

// The same rows, whatever as_index says.
template <class Object>
nb::object rows_of(const Object& self, const DataFrame& rows) {
  if constexpr (std::is_same_v<Object, SeriesGroupByObject>) return nb::cast(SeriesObject(rows.column(self.column)));
  else return nb::cast(DataFrameObject(rows));
}

template <class Object>
void bind_methods(nb::class_<Object>& type) {
  for (const GroupMethod& method : kMethods) {
    type.def(
        method.name,
        [method](const Object& self, nb::args positional, nb::kwargs keywords) {
          const MethodArguments arguments = method_arguments(method, positional, keywords);
          const GroupBy groups = with_splits(self.groups, arguments.split_every, arguments.split_out);
          return result_of(self, groups, groups.aggregate(method.name, arguments.options, arguments.numeric_only));
        },
        method.document);
  }
}

// One quantile, or several: then they are the last level of the index.
template <class Object>
nb::object quantiles_of(const Object& self, nb::object q, const std::string& interpolation, bool numeric_only,
                        nb::object split_every, nb::object split_out) {
  const GroupBy groups = with_splits(self.groups, split_every, split_out);
  if (nb::hasattr(q, "__iter__"))
    return result_of(self, groups,
                     groups.quantile(nb::cast<std::vector<double>>(nb::list(q)), numeric_only, interpolation));
  const std::map<std::string, Value> options = {{"q", Value::of(nb::cast<double>(q))},
                                                {"interpolation", Value::of(interpolation)}};
  return result_of(self, groups, groups.aggregate("quantile", options, numeric_only));
}

template <class Object>
nb::object value_counts_of(const Object& self, bool normalize, bool sort, bool ascending, bool dropna) {
  const Series counts = self.groups.value_counts(normalize, sort, ascending, dropna);
  if (self.groups.options().as_index) return nb::cast(SeriesObject(counts));
  return nb::cast(DataFrameObject(counts.reset_index()));
}

template <class Object>
void bind_functions(nb::class_<Object>& type) {
  for (const char* name : {"agg", "aggregate"})
    type.def(
        name,
        [](const Object& self, nb::object func, nb::object split_every, nb::object split_out, nb::kwargs named) {
          Object split = self;
          split.groups = with_splits(self.groups, split_every, split_out);
          if constexpr (std::is_same_v<Object, SeriesGroupByObject>) return aggregate_series(split, func, named);
          else return aggregate(split.groups, func, named);
        },
        nb::arg("func") = nb::none(), nb::kw_only(), nb::arg("split_every") = nb::none(),
        nb::arg("split_out") = nb::none(), nb::arg("named"),
        "Results by names of aggregations, Aggregation objects, lists of them, dicts by column, or name=(column, "
        "function).");
  type.def(
          "apply",
          [](const Object& self, nb::object function, nb::args args, nb::object meta, nb::kwargs kwargs) {
            return apply_function(self.groups, self.group_keys, column_of(self), function, args, meta, kwargs);
          },
          nb::arg("function"), nb::arg("args"), nb::kw_only(), nb::arg("meta") = nb::none(), nb::arg("kwargs"),
          "What a function gives for each group, without the keys' columns. Rows are brought together by the hash of "
          "their keys, into as many partitions as there are: groups are sorted within a partition, and in the order "
          "of pandas only if there is one. meta: an empty frame or series like the result; without it, the function "
          "is tried on two made-up rows.")
      .def(
          "transform",
          [](const Object& self, nb::object function, nb::args args, nb::object meta, nb::kwargs kwargs) -> nb::object {
            if (nb::isinstance<nb::str>(function)) {
              std::map<std::string, Value> options;
              for (const auto& [name, value] : kwargs) options[nb::cast<std::string>(name)] = literal_of(value);
              return rows_of(self, self.groups.transform(nb::cast<std::string>(function), options));
            }
            return transform_function(self.groups, column_of(self), function, args, meta, kwargs);
          },
          nb::arg("function"), nb::arg("args"), nb::kw_only(), nb::arg("meta") = nb::none(), nb::arg("kwargs"),
          "Each row's result of its group: of a named aggregation, or of a function that gives as many values as it "
          "gets, or one. The rows keep their order and partitions, so that the result can be assigned to the frame.")
      .def(
          "head", [](const Object& self, std::int64_t n) { return rows_of(self, self.groups.head(n)); },
          nb::arg("n") = 5, "The first n rows of each group, in their order.")
      .def(
          "tail", [](const Object& self, std::int64_t n) { return rows_of(self, self.groups.tail(n)); },
          nb::arg("n") = 5, "The last n rows of each group, in their order.")
      .def(
          "get_group",
          [](const Object& self, nb::object key) { return rows_of(self, self.groups.get_group(group_key(key))); },
          nb::arg("key"), "The rows of one group: its key, or a tuple of them. Empty if there is no such group.")
      .def(
          "size",
          [](const Object& self, nb::object split_every, nb::object split_out) -> nb::object {
            const GroupBy groups = with_splits(self.groups, split_every, split_out);
            if (!groups.options().as_index)
              return nb::cast(DataFrameObject(groups.agg({NamedAggregation{"size", "", "size"}})));
            const Series sizes = groups.size();
            if constexpr (std::is_same_v<Object, SeriesGroupByObject>)
              return nb::cast(SeriesObject(sizes.rename(self.column)));
            else return nb::cast(SeriesObject(sizes));
          },
          nb::kw_only(), nb::arg("split_every") = nb::none(), nb::arg("split_out") = nb::none(), "Numbers of rows.")
      .def("quantile", &quantiles_of<Object>, nb::arg("q") = 0.5, nb::arg("interpolation") = "linear",
           nb::arg("numeric_only") = false, nb::kw_only(), nb::arg("split_every") = nb::none(),
           nb::arg("split_out") = nb::none(), "Quantiles, exact: one, or several as the last level of the index.")
      .def("value_counts", &value_counts_of<Object>, nb::arg("normalize") = false, nb::arg("sort") = true,
           nb::arg("ascending") = false, nb::arg("dropna") = true,
           "How often each value, or combination of values, occurs in each group.")
      .def("__iter__", [](const Object&) { refuse_iteration(); });
}

void bind_frame_groups(nb::module_& module) {
  nb::class_<GroupByObject> type(module, "GroupBy", "Rows of a frame with equal keys.");
  bind_methods(type);
  bind_functions(type);
  bind_ordered_groups(type);
  type.def("__getitem__",
           [](const GroupByObject& self, nb::object columns) -> nb::object {
             if (nb::isinstance<nb::str>(columns)) {
               const auto column = nb::cast<std::string>(columns);
               return nb::cast(
                   SeriesGroupByObject{self.groups[std::vector<std::string>{column}], column, self.group_keys});
             }
             return nb::cast(GroupByObject{self.groups[texts_of_object(columns)], self.group_keys});
           })
      .def("__getattr__",
           [](const GroupByObject& self, const std::string& column) {
             const auto columns = self.groups.frame().columns();
             if (std::find(columns.begin(), columns.end(), column) == columns.end())
               throw nb::attribute_error(("groups have no attribute and no column '" + column + "'").c_str());
             return SeriesGroupByObject{self.groups[std::vector<std::string>{column}], column, self.group_keys};
           })
      .def("__dir__",
           [](nb::handle self) {
             nb::list names(nb::module_::import_("builtins").attr("object").attr("__dir__")(self));
             for (const std::string& column : nb::cast<const GroupByObject&>(self).groups.frame().columns())
               names.append(column);
             return names;
           })
      .def(
          "cov",
          [](const GroupByObject& self, std::int64_t min_periods, std::int64_t ddof, bool numeric_only) {
            return DataFrameObject(self.groups.cov(min_periods, ddof, numeric_only));
          },
          nb::arg("min_periods") = 1, nb::arg("ddof") = 1, nb::arg("numeric_only") = false,
          "Pairwise covariances: a row for each group and column.")
      .def(
          "corr",
          [](const GroupByObject& self, std::int64_t min_periods, bool numeric_only) {
            return DataFrameObject(self.groups.corr(min_periods, numeric_only));
          },
          nb::arg("min_periods") = 1, nb::arg("numeric_only") = false,
          "Pairwise correlations: a row for each group and column.");
}

void bind_series_groups(nb::module_& module) {
  nb::class_<SeriesGroupByObject> type(module, "SeriesGroupBy", "Values of a column with equal keys.");
  bind_methods(type);
  bind_functions(type);
  bind_ordered_groups(type);
  type.def(
      "unique",
      [](const SeriesGroupByObject& self) {
        return series_result(self.groups, self.groups.aggregate("unique"), self.column);
      },
      "The distinct values of each group, as an array, in the order in which they come.");
}

}  // namespace

GroupByObject group_frame(const DataFrame& frame, const GroupByArguments& arguments) {
  return {frame.groupby(keys_of(frame.node(), arguments), arguments.options), arguments.group_keys};
}

SeriesGroupByObject group_series(const Series& series, const GroupByArguments& arguments) {
  const SeriesGroupBy groups = series.groupby(keys_of(series.node(), arguments), arguments.options);
  return {groups.groups(), groups.column(), arguments.group_keys};
}

void bind_group_by(nb::module_& module) {
  bind_frame_groups(module);
  bind_series_groups(module);
}

}  // namespace tusk::python
