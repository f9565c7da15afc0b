#include <tusk/ml.h>

#include <optional>

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <tusk/core/error.h>

#include "expr/random_rows.h"
#include "python/bindings.h"
#include "python/frame_object.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

using ml::LinearRegression;
using ml::StandardScaler;

nb::object numpy_of(const std::vector<double>& numbers) {
  return nb::module_::import_("numpy").attr("array")(nb::cast(numbers));
}

}  // namespace

void bind_ml(nb::module_& module) {
  nb::class_<LinearRegression>(
      module, "LinearRegression",
      "Linear regression by least squares, in one pass; names and meanings are scikit-learn's.")
      .def(nb::init<bool>(), nb::kw_only(), nb::arg("fit_intercept") = true)
      .def(
          "fit",
          [](nb::object self, const DataFrameObject& X, const SeriesObject& y) {
            auto& model = nb::cast<LinearRegression&>(self);
            without_python([&] { model.fit(X.frame, y.frame); });
            return self;
          },
          nb::arg("X"), nb::arg("y"), "Computes; returns the model.")
      .def(
          "predict",
          [](const LinearRegression& self, const DataFrameObject& X) { return SeriesObject(self.predict(X.frame)); },
          nb::arg("X"), "The predictions, as a lazy series.")
      .def(
          "score",
          [](const LinearRegression& self, const DataFrameObject& X, const SeriesObject& y) {
            return without_python([&] { return self.score(X.frame, y.frame).compute<double>(); });
          },
          nb::arg("X"), nb::arg("y"), "The share of the variance of y that is explained.")
      .def_prop_ro("coef_", [](const LinearRegression& self) { return numpy_of(self.coef()); })
      .def_prop_ro("intercept_", &LinearRegression::intercept)
      .def_prop_ro("feature_names_in_", &LinearRegression::feature_names);

  nb::class_<StandardScaler>(module, "StandardScaler",
                             "Columns with mean 0 and variance 1; names and meanings are scikit-learn's.")
      .def(nb::init<bool, bool>(), nb::kw_only(), nb::arg("with_mean") = true, nb::arg("with_std") = true)
      .def(
          "fit",
          [](nb::object self, const DataFrameObject& X) {
            auto& scaler = nb::cast<StandardScaler&>(self);
            without_python([&] { scaler.fit(X.frame); });
            return self;
          },
          nb::arg("X"), "Computes; returns the scaler.")
      .def(
          "transform",
          [](const StandardScaler& self, const DataFrameObject& X) { return DataFrameObject(self.transform(X.frame)); },
          nb::arg("X"))
      .def(
          "inverse_transform",
          [](const StandardScaler& self, const DataFrameObject& X) {
            return DataFrameObject(self.inverse_transform(X.frame));
          },
          nb::arg("X"))
      .def(
          "fit_transform",
          [](StandardScaler& self, const DataFrameObject& X) {
            return DataFrameObject(without_python([&] { return self.fit_transform(X.frame); }));
          },
          nb::arg("X"))
      .def_prop_ro("mean_", [](const StandardScaler& self) { return numpy_of(self.mean()); })
      .def_prop_ro("var_", [](const StandardScaler& self) { return numpy_of(self.var()); })
      .def_prop_ro("scale_", [](const StandardScaler& self) { return numpy_of(self.scale()); });

  module.def("random_rows", [](nb::handle rows, std::uint64_t seed, double share) {
    const expr::NodePtr node = operand_of(rows).node();
    if (!node) throw TypeError("rows are split of lazy frames and series: got " + short_repr(rows));
    return SeriesObject(Series(expr::random_rows(node, seed, share)));
  });
  module.def(
      "mean_squared_error",
      [](const SeriesObject& y_true, const SeriesObject& y_pred, bool squared) {
        return ScalarObject(ml::mean_squared_error(y_true.frame, y_pred.frame, squared));
      },
      nb::arg("y_true"), nb::arg("y_pred"), nb::arg("squared"));
  module.def(
      "r2_score",
      [](const SeriesObject& y_true, const SeriesObject& y_pred) {
        return ScalarObject(ml::r2_score(y_true.frame, y_pred.frame));
      },
      nb::arg("y_true"), nb::arg("y_pred"));
}

}  // namespace tusk::python
