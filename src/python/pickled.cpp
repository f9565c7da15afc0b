#include "python/pickled.h"

namespace tusk::python {

namespace {

constexpr int kProtocol = 5;

bool is_plain(nb::handle object) {
  PyTypeObject* type = Py_TYPE(object.ptr());
  return object.is_none() || type == &PyLong_Type || type == &PyFloat_Type || type == &PyUnicode_Type ||
         type == &PyBytes_Type || type == &PyBool_Type;
}

}  // namespace

std::string pickled(nb::handle object) {
  // Importing cloudpickle takes some milliseconds, which plain values need not wait for.
  const nb::module_ pickler = nb::module_::import_(is_plain(object) ? "pickle" : "cloudpickle");
  const nb::object bytes = pickler.attr("dumps")(object, nb::arg("protocol") = kProtocol);
  return std::string(PyBytes_AS_STRING(bytes.ptr()), std::size_t(PyBytes_GET_SIZE(bytes.ptr())));
}

std::optional<std::string> try_pickled(nb::handle object) {
  try {
    return pickled(object);
  } catch (nb::python_error& error) {
    if (!error.matches(PyExc_Exception)) throw;
    return std::nullopt;
  }
}

nb::object unpickled(std::span<const std::byte> bytes) {
  const nb::bytes copy(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return nb::module_::import_("pickle").attr("loads")(copy);
}

}  // namespace tusk::python
