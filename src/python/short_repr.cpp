#include "python/short_repr.h"

#include "graph/short_text.h"

namespace tusk::python {

namespace {

constexpr std::size_t kMostBytes = 120;

nb::object short_printer() {
  nb::object printer = nb::module_::import_("reprlib").attr("Repr")();
  for (const char* limit : {"maxstring", "maxother", "maxlong"}) printer.attr(limit) = 60;
  return printer.attr("repr");
}

std::string on_one_line(const std::string& text) {
  std::string line;
  for (const char c : text) {
    const bool is_space = c == ' ' || c == '\n' || c == '\t';
    if (is_space && line.ends_with(' ')) continue;
    line += is_space ? ' ' : c;
  }
  return line;
}

std::string type_text(nb::handle object) { return "<" + std::string(Py_TYPE(object.ptr())->tp_name) + " object>"; }

}  // namespace

std::string text_of(nb::handle str) {
  const nb::object bytes = nb::steal(PyUnicode_AsEncodedString(str.ptr(), "utf-8", "backslashreplace"));
  if (!bytes) throw nb::python_error();
  return std::string(PyBytes_AS_STRING(bytes.ptr()), std::size_t(PyBytes_GET_SIZE(bytes.ptr())));
}

nb::str str_of(std::string_view text) {
  PyObject* str = PyUnicode_DecodeUTF8(text.data(), Py_ssize_t(text.size()), "replace");
  if (!str) throw nb::python_error();
  return nb::steal<nb::str>(str);
}

std::string short_repr(nb::handle object) {
  const nb::error_scope keep_error;
  try {
    return graph::shortened(on_one_line(text_of(short_printer()(object))), kMostBytes);
  } catch (nb::python_error&) {
    return type_text(object);
  }
}

std::string callable_name(nb::handle callable) {
  const nb::error_scope keep_error;
  try {
    // A partial is called by what it calls.
    if (nb::hasattr(callable, "func") && !nb::hasattr(callable, "__name__"))
      return callable_name(callable.attr("func"));
    const nb::object name = nb::getattr(callable, "__name__", nb::none());
    const std::string text = nb::isinstance<nb::str>(name) ? text_of(name) : text_of(callable.type().attr("__name__"));
    return text == "<lambda>" ? "lambda" : text;
  } catch (nb::python_error&) {
    return Py_TYPE(callable.ptr())->tp_name;
  }
}

}  // namespace tusk::python
