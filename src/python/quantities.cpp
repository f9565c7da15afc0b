#include "python/quantities.h"

#include <cmath>
#include <string>

#include <nanobind/stl/string.h>

#include <tusk/core/bytes.h>
#include <tusk/core/duration.h>
#include <tusk/core/error.h>

#include "python/bindings.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

using Seconds = std::chrono::duration<double>;

std::uint64_t bytes_of(nb::handle size) {
  if (nb::isinstance<nb::str>(size)) return parse_bytes(text_of(size));
  if (PyLong_Check(size.ptr())) return nb::cast<std::uint64_t>(size);
  if (PyFloat_Check(size.ptr())) return parse_bytes(text_of(nb::str(size)));
  throw TypeError("parse_bytes needs a str or a number: got " + short_repr(size));
}

std::chrono::nanoseconds duration_of_seconds(double seconds) {
  constexpr double kMost = 9.2e9;
  if (!(std::abs(seconds) < kMost))
    throw ValueError("a duration must be a number of seconds below 292 years: got " + short_repr(nb::float_(seconds)));
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Seconds(seconds));
}

}  // namespace

std::chrono::nanoseconds duration_of(nb::handle duration) {
  if (nb::isinstance<nb::str>(duration)) return parse_duration(text_of(duration));
  const double number = PyFloat_AsDouble(duration.ptr());
  if (number == -1 && PyErr_Occurred()) {
    PyErr_Clear();
    throw TypeError("a duration must be a number of seconds or a text such as \"200ms\": got " + short_repr(duration));
  }
  return duration_of_seconds(number);
}

std::optional<std::chrono::nanoseconds> timeout_of(nb::handle timeout) {
  if (timeout.is_none()) return std::nullopt;
  return duration_of(timeout);
}

double seconds(std::int64_t nanoseconds) { return double(nanoseconds) / 1e9; }

void bind_quantities(nb::module_& module) {
  module.def("parse_bytes", &bytes_of, nb::arg("s"));
  module.def("format_bytes", &format_bytes, nb::arg("n"));
  module.def(
      "parse_duration", [](const std::string& text) { return Seconds(parse_duration(text)).count(); }, nb::arg("s"));
  module.def(
      "format_duration", [](double seconds) { return format_duration(duration_of_seconds(seconds)); }, nb::arg("n"));
}

}  // namespace tusk::python
