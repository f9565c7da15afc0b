#include "python/array_exchange.h"

#include <cstring>
#include <string_view>

#include <tusk/core/error.h>
#include <tusk/data/dlpack.h>

namespace tusk::python {

namespace {

std::optional<DType> integer_of_width(Py_ssize_t bytes, bool is_signed) {
  switch (bytes) {
    case 1: return is_signed ? DType::Int8 : DType::UInt8;
    case 2: return is_signed ? DType::Int16 : DType::UInt16;
    case 4: return is_signed ? DType::Int32 : DType::UInt32;
    case 8: return is_signed ? DType::Int64 : DType::UInt64;
    default: return std::nullopt;
  }
}

// The dtype of a buffer's format (https://docs.python.org/3/library/struct.html, with NumPy's Z for complex numbers).
std::optional<DType> dtype_of_format(const char* format, Py_ssize_t item_bytes) {
  std::string_view code = format ? format : "B";
  if (code.starts_with('>') || code.starts_with('!')) {
    if (item_bytes > 1) return std::nullopt;
  }
  if (!code.empty() && std::string_view("@=<>!").find(code[0]) != code.npos) code.remove_prefix(1);
  if (code == "?") return DType::Bool;
  if (code == "f" && item_bytes == 4) return DType::Float32;
  if (code == "d" && item_bytes == 8) return DType::Float64;
  if (code == "Zf") return DType::Complex64;
  if (code == "Zd") return DType::Complex128;
  if (code.size() != 1) return std::nullopt;
  if (std::string_view("bhilqn").find(code[0]) != code.npos) return integer_of_width(item_bytes, true);
  if (std::string_view("BHILQN").find(code[0]) != code.npos) return integer_of_width(item_bytes, false);
  return std::nullopt;
}

struct BorrowedBuffer {
  Py_buffer view{};

  ~BorrowedBuffer() {
    if (!view.obj) return;
    if (const WithPython scope; scope.is_inside()) PyBuffer_Release(&view);
  }
};

std::optional<NdArray> array_over_buffer(nb::handle object) {
  auto buffer = std::make_shared<BorrowedBuffer>();
  Py_buffer& view = buffer->view;
  if (PyObject_GetBuffer(object.ptr(), &view, PyBUF_RECORDS_RO) != 0) {
    PyErr_Clear();
    return std::nullopt;
  }
  const auto dtype = dtype_of_format(view.format, view.itemsize);
  const bool has_layout = view.ndim == 0 || (view.shape && view.strides);
  if (!dtype || !has_layout || std::size_t(view.itemsize) != item_size(*dtype)) return std::nullopt;
  Shape shape(view.shape, view.shape + view.ndim);
  Strides strides(view.strides, view.strides + view.ndim);
  const void* data = view.buf;
  return NdArray::wrap(*dtype, std::move(shape), std::move(strides), data, std::move(buffer));
}

constexpr const char* kTensor = "dltensor";
constexpr const char* kVersionedTensor = "dltensor_versioned";

nb::object dlpack_capsule(nb::handle object) {
  try {
    return object.attr("__dlpack__")(nb::arg("max_version") = nb::make_tuple(1, 0));
  } catch (nb::python_error& error) {  // producers from before there were versions
    if (!error.matches(PyExc_TypeError)) throw;
    return object.attr("__dlpack__")();
  }
}

template <class Tensor>
NdArray take_tensor(nb::handle capsule, const char* name, const char* used_name) {
  auto* tensor = static_cast<Tensor*>(PyCapsule_GetPointer(capsule.ptr(), name));
  PyCapsule_SetName(capsule.ptr(), used_name);
  return dlpack::import_tensor(tensor);
}

std::optional<NdArray> array_over_tensor(nb::handle object) {
  const nb::object device = object.attr("__dlpack_device__")();
  if (nb::cast<int>(device[0]) != int(dlpack::DeviceType::Cpu)) return std::nullopt;
  const nb::object capsule = dlpack_capsule(object);
  try {
    if (PyCapsule_IsValid(capsule.ptr(), kVersionedTensor))
      return take_tensor<dlpack::ManagedTensorVersioned>(capsule, kVersionedTensor, "used_dltensor_versioned");
    if (PyCapsule_IsValid(capsule.ptr(), kTensor))
      return take_tensor<dlpack::ManagedTensor>(capsule, kTensor, "used_dltensor");
  } catch (const TypeError&) {  // elements that we don't have
  }
  return std::nullopt;
}

}  // namespace

std::optional<NdArray> array_over(nb::handle object) {
  if (PyObject_CheckBuffer(object.ptr())) return array_over_buffer(object);
  if (!PyType_Check(object.ptr()) && nb::hasattr(object.type(), "__dlpack__")) return array_over_tensor(object);
  return std::nullopt;
}

nb::object numpy_over(const NdArray& array) {
  const nb::object wrapped = nb::cast(array);
  try {
    return nb::module_::import_("numpy").attr("asarray")(wrapped);
  } catch (nb::python_error& error) {
    if (!error.matches(PyExc_ImportError)) throw;
    return wrapped;
  }
}

}  // namespace tusk::python
