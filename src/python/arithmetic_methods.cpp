#include <string>

#include <nanobind/stl/string.h>

#include <tusk/core/error.h>
#include <tusk/dataframe/arithmetic.h>

#include "python/frame_methods.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

struct ArithmeticMethod {
  const char* name;
  const char* function;
  bool is_reflected;
  const char* written;
};

constexpr ArithmeticMethod kArithmeticMethods[] = {
    {"add", "add", false, "self + other"},
    {"radd", "add", true, "other + self"},
    {"sub", "sub", false, "self - other"},
    {"subtract", "sub", false, "self - other"},
    {"rsub", "sub", true, "other - self"},
    {"mul", "mul", false, "self * other"},
    {"multiply", "mul", false, "self * other"},
    {"rmul", "mul", true, "other * self"},
    {"div", "truediv", false, "self / other"},
    {"divide", "truediv", false, "self / other"},
    {"truediv", "truediv", false, "self / other"},
    {"rdiv", "truediv", true, "other / self"},
    {"rtruediv", "truediv", true, "other / self"},
    {"floordiv", "floordiv", false, "self // other"},
    {"rfloordiv", "floordiv", true, "other // self"},
    {"mod", "mod", false, "self % other"},
    {"rmod", "mod", true, "other % self"},
    {"pow", "pow", false, "self ** other"},
    {"rpow", "pow", true, "other ** self"},
    {"eq", "eq", false, "self == other"},
    {"ne", "ne", false, "self != other"},
    {"lt", "lt", false, "self < other"},
    {"le", "le", false, "self <= other"},
    {"gt", "gt", false, "self > other"},
    {"ge", "ge", false, "self >= other"},
};

bool is_row_axis(nb::handle axis) {
  if (axis.is_none()) return false;
  if (nb::isinstance<nb::str>(axis)) return nb::cast<std::string>(axis) == "index";
  return nb::cast<int>(axis) == 0;
}

// pandas puts a series beside a frame's rows unless axis=0; that needs labels of columns in the series.
void check_axis(const Operand& self, const Operand& other, nb::handle axis) {
  const bool is_frame = self.node()->meta().shape == expr::Shape::Frame;
  const bool is_series = other.node() && other.node()->meta().shape == expr::Shape::Series;
  if (is_frame && is_series && !is_row_axis(axis))
    throw ValueError("a frame takes a series beside each of its columns, with axis=0: got axis=" + short_repr(axis));
}

template <class T>
void bind_methods(nb::class_<FrameObject<T>, LazyObject>& type) {
  using Self = const FrameObject<T>&;
  for (const ArithmeticMethod& method : kArithmeticMethods) {
    const std::string function = method.function;
    const bool is_reflected = method.is_reflected;
    const std::string doc = std::string(method.written) +
                            ", row by row. What is missing on one side alone counts as `fill_value`. A frame takes a "
                            "series beside each of its columns with axis=0.";
    type.def(
        method.name,
        [function, is_reflected](Self self, nb::object other, nb::object axis, nb::object fill_value) {
          const Operand a(self.frame), b = operand_of(other);
          check_axis(a, b, axis);
          const Value fill = literal_of(fill_value);
          return lazy_frame_object(is_reflected ? arithmetic(function, b, a, fill) : arithmetic(function, a, b, fill));
        },
        nb::arg("other").none(), nb::kw_only(), nb::arg("axis") = nb::none(), nb::arg("fill_value") = nb::none(),
        doc.c_str());
  }
  const auto both = [](const std::pair<expr::NodePtr, expr::NodePtr>& parts) {
    return nb::make_tuple(lazy_frame_object(parts.first), lazy_frame_object(parts.second));
  };
  type.def("__divmod__", [both](Self self, nb::object other) { return both(divmod(self.frame, operand_of(other))); })
      .def("__rdivmod__", [both](Self self, nb::object other) { return both(divmod(operand_of(other), self.frame)); })
      .def("__pos__", [](Self self) { return self; })
      .def("__abs__", [](Self self) { return FrameObject<T>(self.frame.abs()); });
}

}  // namespace

void bind_arithmetic(DataFrameClass& type) { bind_methods(type); }

void bind_arithmetic(SeriesClass& type) {
  bind_methods(type);
  type.def(
          "divmod", [](nb::object self, nb::object other) { return self.attr("__divmod__")(other); }, nb::arg("other"),
          "Quotients rounded down, and what remains.")
      .def(
          "rdivmod", [](nb::object self, nb::object other) { return self.attr("__rdivmod__")(other); },
          nb::arg("other"), "Quotients of other by self rounded down, and what remains.");
}

}  // namespace tusk::python
