#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <tusk/core/error.h>
#include <tusk/dataframe.h>

#include "python/bindings.h"
#include "python/frame_object.h"

namespace tusk::python {

namespace {

using Self = const CategoricalMethods&;

std::vector<Value> one_or_several(nb::handle values) {
  const bool is_one = nb::isinstance<nb::str>(values) || !nb::hasattr(values, "__iter__");
  return is_one ? std::vector<Value>{literal_of(values)} : literals_of(values);
}

SeriesObject renamed(Self self, nb::object new_categories) {
  if (!nb::isinstance<nb::dict>(new_categories))
    return SeriesObject(self.rename_categories(literals_of(new_categories)));
  std::vector<Value> from, to;
  for (const auto& [old_name, new_name] : nb::cast<nb::dict>(new_categories)) {
    from.push_back(literal_of(old_name));
    to.push_back(literal_of(new_name));
  }
  return SeriesObject(self.rename_categories(from, to));
}

DataFrameObject dummies(nb::object data, nb::object prefix, const std::string& prefix_sep, nb::object columns,
                        bool drop_first, nb::object dtype) {
  GetDummies options{.prefix_sep = prefix_sep, .drop_first = drop_first};
  if (!columns.is_none()) options.columns = texts_of_object(columns);
  if (!dtype.is_none()) options.dtype = dtype_name(dtype);
  if (nb::isinstance<SeriesObject>(data)) {
    options.prefix = texts_of_object(prefix);
    return DataFrameObject(get_dummies(nb::cast<const SeriesObject&>(data).frame, options));
  }
  if (!nb::isinstance<DataFrameObject>(data)) throw TypeError("get_dummies takes a DataFrame or a Series");
  const DataFrame& frame = nb::cast<const DataFrameObject&>(data).frame;
  if (nb::isinstance<nb::dict>(prefix)) {
    if (columns.is_none()) options.columns = texts_of_object(prefix);
    for (const std::string& column : *options.columns)
      options.prefix.push_back(nb::cast<std::string>(prefix[column.c_str()]));
  } else {
    options.prefix = texts_of_object(prefix);
  }
  return DataFrameObject(get_dummies(frame, options));
}

}  // namespace

Series converted(const Series& series, nb::handle dtype) {
  const bool has_categories = nb::hasattr(dtype, "categories") && !dtype.attr("categories").is_none();
  if (!has_categories) return series.astype(dtype_name(dtype));
  return series.as_category(literals_of(dtype.attr("categories")), nb::cast<bool>(dtype.attr("ordered")));
}

void bind_categories(SeriesClass& type) {
  type.def_prop_ro(
      "cat",
      [](const SeriesObject& self) {
        try {
          return self.frame.cat();
        } catch (const TypeError& error) {  // so that hasattr() says no
          throw nb::attribute_error(error.what());
        }
      },
      "The categories, and what they are for.");
}

void bind_categories(DataFrameClass& type) {
  type.def(
      "categorize",
      [](const DataFrameObject& self, nb::object columns) {
        const auto names = texts_of_object(columns);
        return without_python([&] { return DataFrameObject(self.frame.categorize(names)); });
      },
      nb::arg("columns") = nb::none(),
      "Texts, and columns whose categories aren't known (or `columns`), as known categories, sorted.\n\n"
      "A pass over the rows, now, finds them.");
}

void bind_categorical_methods(nb::module_& module) {
  nb::class_<CategoricalMethods>(module, "CategoricalMethods", "Categories; names and meanings are pandas'.")
      .def_prop_ro(
          "known", [](Self self) { return self.known(); }, "Whether the categories are known before a run.")
      .def_prop_ro("ordered", [](Self self) { return self.ordered(); })
      .def_prop_ro("categories",
                   [](Self self) {
                     return nb::module_::import_("tusk._pandas").attr("only_index")(nb::cast(self.categories()));
                   })
      .def_prop_ro("codes", [](Self self) { return SeriesObject(self.codes()); })
      .def(
          "as_known", [](Self self) { return without_python([&] { return SeriesObject(self.as_known()); }); },
          "With the categories that the rows have, sorted; a pass over the rows, now, finds them.")
      .def("as_unknown", [](Self self) { return SeriesObject(self.as_unknown()); })
      .def("as_ordered", [](Self self) { return SeriesObject(self.as_ordered()); })
      .def("as_unordered", [](Self self) { return SeriesObject(self.as_unordered()); })
      .def(
          "add_categories",
          [](Self self, nb::object categories) {
            return SeriesObject(self.add_categories(one_or_several(categories)));
          },
          nb::arg("new_categories"))
      .def(
          "remove_categories",
          [](Self self, nb::object categories) {
            return SeriesObject(self.remove_categories(one_or_several(categories)));
          },
          nb::arg("removals"))
      .def(
          "remove_unused_categories",
          [](Self self) { return without_python([&] { return SeriesObject(self.remove_unused_categories()); }); },
          "A pass over the rows, now, finds those that are used.")
      .def("rename_categories", &renamed, nb::arg("new_categories"))
      .def(
          "reorder_categories",
          [](Self self, nb::object categories, std::optional<bool> ordered) {
            return SeriesObject(self.reorder_categories(literals_of(categories), ordered));
          },
          nb::arg("new_categories"), nb::arg("ordered") = nb::none())
      .def(
          "set_categories",
          [](Self self, nb::object categories, std::optional<bool> ordered) {
            return SeriesObject(self.set_categories(literals_of(categories), ordered));
          },
          nb::arg("new_categories"), nb::arg("ordered") = nb::none());
  module.def("get_dummies", &dummies, nb::arg("data"), nb::arg("prefix").none(), nb::arg("prefix_sep"),
             nb::arg("columns").none(), nb::arg("drop_first"), nb::arg("dtype").none());
}

}  // namespace tusk::python
