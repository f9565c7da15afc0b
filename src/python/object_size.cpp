#include "python/object_size.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace tusk::python {

namespace {

constexpr Py_ssize_t kSampleSize = 10;
constexpr int kDeepestSample = 3;

bool is_array(PyTypeObject* type) { return std::strcmp(type->tp_name, "numpy.ndarray") == 0; }

std::size_t shallow_size(nb::handle object) {
  // Asked of the type first: objects that answer to any attribute are not disturbed.
  if (PyObject_HasAttrString(reinterpret_cast<PyObject*>(Py_TYPE(object.ptr())), "nbytes")) {
    const nb::object size = nb::steal(PyObject_GetAttrString(object.ptr(), "nbytes"));
    const std::size_t bytes = size && PyLong_Check(size.ptr()) ? PyLong_AsSize_t(size.ptr()) : 0;
    if (!PyErr_Occurred()) return bytes + std::size_t(Py_TYPE(object.ptr())->tp_basicsize);
    PyErr_Clear();
  }
  const std::size_t bytes = _PySys_GetSizeOf(object.ptr());
  if (!PyErr_Occurred()) return bytes;
  PyErr_Clear();
  return std::size_t(Py_TYPE(object.ptr())->tp_basicsize);
}

struct Sample {
  Py_ssize_t count = 0;              // elements in all
  std::vector<nb::object> elements;  // some of them
};

Sample sample_of(nb::handle object) {
  PyObject* const pointer = object.ptr();
  Sample sample;
  Py_ssize_t place = 0;
  Py_hash_t hash;
  PyObject *key, *value;
  if (PyList_Check(pointer) || PyTuple_Check(pointer)) {
    sample.count = PySequence_Fast_GET_SIZE(pointer);
    for (Py_ssize_t i = 0; i < std::min(sample.count, kSampleSize); ++i)
      sample.elements.push_back(nb::borrow(PySequence_Fast_GET_ITEM(pointer, i)));
  } else if (PyDict_Check(pointer)) {
    sample.count = 2 * PyDict_GET_SIZE(pointer);
    while (sample.elements.size() < kSampleSize && PyDict_Next(pointer, &place, &key, &value)) {
      sample.elements.push_back(nb::borrow(key));
      sample.elements.push_back(nb::borrow(value));
    }
  } else if (PyAnySet_Check(pointer)) {
    sample.count = PySet_GET_SIZE(pointer);
    while (sample.elements.size() < kSampleSize && _PySet_NextEntry(pointer, &place, &key, &hash))
      sample.elements.push_back(nb::borrow(key));
  }
  return sample;
}

std::size_t sampled_size(nb::handle object, int depth) {
  std::size_t bytes = shallow_size(object);
  if (depth == kDeepestSample) return bytes;
  const Sample sample = sample_of(object);
  std::size_t sampled = 0;
  for (const nb::object& element : sample.elements) sampled += sampled_size(element, depth + 1);
  if (!sample.elements.empty()) bytes += sampled / sample.elements.size() * std::size_t(sample.count);
  return bytes;
}

}  // namespace

bool has_quick_size(nb::handle object) {
  PyTypeObject* type = Py_TYPE(object.ptr());
  return type == &PyLong_Type || type == &PyFloat_Type || type == &PyUnicode_Type || type == &PyBytes_Type ||
         type == &PyBool_Type || is_array(type);
}

std::size_t object_size(nb::handle object) {
  const nb::error_scope keep_error;
  return sampled_size(object, 0);
}

}  // namespace tusk::python
