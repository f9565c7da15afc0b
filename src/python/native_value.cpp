#include "python/native_value.h"

#include <complex>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include <tusk/core/error.h>
#include <tusk/data/dtype_dispatch.h>
#include <tusk/data/ndarray.h>

#include "python/array_exchange.h"
#include "python/conversion.h"
#include "python/short_repr.h"
#include "python/table_exchange.h"

namespace tusk::python {

namespace {

Value value_at(nb::handle object, std::uint32_t depth);

Value integer_value(PyObject* object) {
  int is_out = 0;
  const long long number = PyLong_AsLongLongAndOverflow(object, &is_out);
  if (is_out == 0) return Value::of(std::int64_t(number));
  if (is_out < 0) return Value();
  const unsigned long long large = PyLong_AsUnsignedLongLong(object);
  if (!PyErr_Occurred()) return Value::of(std::uint64_t(large));
  PyErr_Clear();
  return Value();
}

// What an element of a container is: a native value, or the object as it is.
Value element_value(nb::handle object, std::uint32_t depth) {
  Value native = value_at(object, depth + 1);
  return native.is_none() ? to_value(object) : native;
}

Value sequence_value(nb::handle iterable, std::uint32_t depth) {
  expect_shallow(depth);
  Sequence items;
  for (const nb::handle item : iterable) items.push_back(element_value(item, depth));
  return Value::of(std::move(items));
}

Value dict_value(nb::handle dict, std::uint32_t depth) {
  return sequence_value(nb::borrow<nb::dict>(dict).items(), depth);
}

nb::object numpy_scalar_type() {
  PyObject* numpy = PyImport_GetModule(nb::str("numpy").ptr());
  if (!numpy) return nb::object();
  return nb::getattr(nb::steal(numpy), "generic", nb::object());
}

// NumPy's numbers have a buffer without axes; its dates have one too, which says nothing.
Value numpy_scalar_value(nb::handle object) {
  if (std::string_view("biufc").find(text_of(object.attr("dtype").attr("kind"))[0]) == std::string_view::npos)
    return Value();
  const auto array = array_over(object);
  if (!array || array->ndim() != 0) return Value();
  return visit_dtype(array->dtype(), [&]<class T>() { return Value::of(*array->data<T>()); });
}

bool is_array(nb::handle object) { return std::string_view(Py_TYPE(object.ptr())->tp_name) == "numpy.ndarray"; }

// Arrays of texts and of objects have no buffer of numbers: they count as lists.
Value array_value(nb::handle array, std::uint32_t depth) {
  if (auto numbers = array_over(array)) return Value::of(*std::move(numbers));
  const std::string kind = text_of(array.attr("dtype").attr("kind"));
  return kind == "U" || kind == "O" ? value_at(array.attr("tolist")(), depth) : Value();
}

Value exchanged_value(nb::handle object, std::uint32_t depth) {
  if (is_array(object)) return array_value(object, depth);
  if (auto array = array_over(object)) return Value::of(*std::move(array));
  if (auto table = table_over(object)) return Value::of(*std::move(table));
  if (!PyType_Check(object.ptr()) && nb::hasattr(object.type(), "__array__")) {
    const nb::object array = object.attr("__array__")();
    if (is_array(array)) return array_value(array, depth);
  }
  return Value();
}

Value value_at(nb::handle object, std::uint32_t depth) {
  PyObject* const pointer = object.ptr();
  if (PyBool_Check(pointer)) return Value::of(pointer == Py_True);
  if (PyLong_Check(pointer)) return integer_value(pointer);
  if (PyFloat_Check(pointer)) return Value::of(PyFloat_AS_DOUBLE(pointer));
  if (PyComplex_Check(pointer))
    return Value::of(std::complex<double>(PyComplex_RealAsDouble(pointer), PyComplex_ImagAsDouble(pointer)));
  if (PyUnicode_Check(pointer)) return Value::of(text_of(object));
  if (PyList_Check(pointer) || PyTuple_Check(pointer) || PyAnySet_Check(pointer)) return sequence_value(object, depth);
  if (PyDict_Check(pointer)) return dict_value(object, depth);
  if (const nb::object scalars = numpy_scalar_type(); scalars && nb::isinstance(object, scalars))
    return numpy_scalar_value(object);
  return exchanged_value(object, depth);
}

}  // namespace

void expect_shallow(std::uint32_t depth) {
  if (depth < Box::kDeepestNesting) return;
  throw ValueError("lists may lie at most " + std::to_string(Box::kDeepestNesting) +
                   " deep in each other to become native: these lie deeper, or in themselves");
}

Value native_value(nb::handle object) {
  const nb::error_scope keep_error;
  try {
    return value_at(object, 0);
  } catch (nb::python_error&) {
    return Value();
  }
}

}  // namespace tusk::python
