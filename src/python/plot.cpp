#include <tusk/plot.h>

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "python/bindings.h"

namespace tusk::python {

namespace {

plot::Style style_of(const std::string& title, const std::string& x_label, const std::string& y_label, double width,
                     double height) {
  return {title, x_label, y_label, width, height};
}

// One of the plots that have a value for each label.
template <auto draw>
void bind_labelled(nb::module_& module, const char* name) {
  module.def(
      name,
      [](const std::string& path, const std::vector<std::string>& labels, const std::vector<double>& values,
         const std::string& title, const std::string& x_label, const std::string& y_label, double width,
         double height) {
        without_python([&] { draw(path, labels, values, style_of(title, x_label, y_label, width, height)); });
      },
      nb::arg("path"), nb::arg("labels"), nb::arg("values"), nb::arg("title"), nb::arg("x_label"), nb::arg("y_label"),
      nb::arg("width"), nb::arg("height"));
}

}  // namespace

void bind_plot(nb::module_& module) {
  bind_labelled<&plot::bar>(module, "plot_bar");
  bind_labelled<&plot::barh>(module, "plot_barh");
  bind_labelled<&plot::line>(module, "plot_line");
  module.def(
      "plot_histogram",
      [](const std::string& path, const std::vector<double>& edges, const std::vector<double>& counts,
         const std::string& title, const std::string& x_label, const std::string& y_label, double width,
         double height) {
        without_python([&] { plot::histogram(path, edges, counts, style_of(title, x_label, y_label, width, height)); });
      },
      nb::arg("path"), nb::arg("edges"), nb::arg("counts"), nb::arg("title"), nb::arg("x_label"), nb::arg("y_label"),
      nb::arg("width"), nb::arg("height"));
}

}  // namespace tusk::python
