#include <tusk/data/ndarray.h>

#include <cstring>
#include <memory>
#include <vector>

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <tusk/core/error.h>
#include <tusk/data/dlpack.h>

#include "python/array_exchange.h"
#include "python/bindings.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

const char* buffer_format(DType dtype) {
  switch (dtype) {
    case DType::Bool: return "?";
    case DType::Int8: return "b";
    case DType::Int16: return "h";
    case DType::Int32: return "i";
    case DType::Int64: return sizeof(long) == 8 ? "l" : "q";  // NumPy's own int64, where there are two
    case DType::UInt8: return "B";
    case DType::UInt16: return "H";
    case DType::UInt32: return "I";
    case DType::UInt64: return sizeof(long) == 8 ? "L" : "Q";
    case DType::Float32: return "f";
    case DType::Float64: return "d";
    case DType::Complex64: return "Zf";
    case DType::Complex128: return "Zd";
    case DType::String: break;
  }
  return nullptr;
}

struct BufferLayout {
  std::vector<Py_ssize_t> shape;
  std::vector<Py_ssize_t> strides;
};

int refuse_buffer(Py_buffer* view, const char* why) {
  view->obj = nullptr;
  PyErr_SetString(PyExc_BufferError, why);
  return -1;
}

int get_buffer(PyObject* exporter, Py_buffer* view, int flags) {
  const auto& array = *nb::inst_ptr<NdArray>(exporter);
  if (flags & PyBUF_WRITABLE)
    return refuse_buffer(
        view, "arrays of Tusk are never changed, so their buffers are read-only: copy the array to write to it");
  const bool takes_strides = (flags & PyBUF_STRIDES) == PyBUF_STRIDES;
  if (!takes_strides && !array.is_contiguous())
    return refuse_buffer(view, "the array's elements do not lie in C order: ask for a buffer with strides");
  auto layout = std::make_unique<BufferLayout>(
      BufferLayout{{array.shape().begin(), array.shape().end()}, {array.strides().begin(), array.strides().end()}});
  view->buf = const_cast<void*>(array.data());
  view->itemsize = Py_ssize_t(item_size(array.dtype()));
  view->len = Py_ssize_t(array.size()) * view->itemsize;
  view->readonly = 1;
  view->ndim = int(array.ndim());
  view->format = (flags & PyBUF_FORMAT) ? const_cast<char*>(buffer_format(array.dtype())) : nullptr;
  view->shape = (flags & PyBUF_ND) ? layout->shape.data() : nullptr;
  view->strides = takes_strides ? layout->strides.data() : nullptr;
  view->suboffsets = nullptr;
  view->internal = layout.release();
  view->obj = Py_NewRef(exporter);
  return 0;
}

void release_buffer(PyObject*, Py_buffer* view) { delete static_cast<BufferLayout*>(view->internal); }

template <class Tensor>
nb::object tensor_capsule(Tensor* tensor, const char* name) {
  PyObject* capsule = PyCapsule_New(tensor, name, [](PyObject* self) {
    const char* own_name = PyCapsule_GetName(self);  // another one once somebody took the tensor
    if (std::strncmp(own_name, "used", 4) == 0) return;
    auto* unused = static_cast<Tensor*>(PyCapsule_GetPointer(self, own_name));
    unused->deleter(unused);
  });
  if (!capsule) throw nb::python_error();
  return nb::steal(capsule);
}

NdArray copied(const NdArray& array) {
  const NdArray source = array.contiguous();
  NdArray copy = NdArray::empty(array.dtype(), array.shape());
  if (const std::size_t bytes = source.size_bytes()) std::memcpy(copy.mutable_data(), source.data(), bytes);
  return copy;
}

// Consumers from before version 1 can't be told that memory is read-only, so they get a copy of their own.
nb::object export_dlpack(const NdArray& array, nb::object, nb::object max_version, nb::object, nb::object copy) {
  const bool must_copy = copy.is(Py_True);
  const bool is_versioned = !max_version.is_none() && nb::cast<int>(max_version[0]) >= 1;
  if (is_versioned)
    return tensor_capsule(dlpack::export_tensor_versioned(must_copy ? copied(array) : array), "dltensor_versioned");
  return tensor_capsule(dlpack::export_tensor(copied(array)), "dltensor");
}

NdArray array_of(nb::handle object) {
  if (auto array = array_over(object)) return *std::move(array);
  if (!PyType_Check(object.ptr()) && nb::hasattr(object, "__array__")) {
    if (auto array = array_over(object.attr("__array__")())) return *std::move(array);
  }
  throw TypeError("an array is made of an object with a buffer of numbers, __dlpack__ or __array__: got " +
                  short_repr(object));
}

nb::tuple shape_tuple(const Shape& shape) { return nb::tuple(nb::cast(shape)); }

}  // namespace

void bind_ndarray(nb::module_& module) {
  static PyType_Slot slots[] = {{Py_bf_getbuffer, reinterpret_cast<void*>(&get_buffer)},
                                {Py_bf_releasebuffer, reinterpret_cast<void*>(&release_buffer)},
                                {0, nullptr}};
  nb::class_<NdArray>(
      module, "NdArray", nb::type_slots(slots),
      "Numbers of one dtype in as many dimensions as wanted, never changed: over the memory of whatever it is made of.")
      .def(
          "__init__", [](NdArray* self, nb::object data) { new (self) NdArray(array_of(data)); }, nb::arg("data"))
      .def_prop_ro(
          "dtype", [](const NdArray& array) { return std::string(name(array.dtype())); },
          "NumPy's name of the elements' type.")
      .def_prop_ro("shape", [](const NdArray& array) { return shape_tuple(array.shape()); })
      .def_prop_ro(
          "strides", [](const NdArray& array) { return shape_tuple(array.strides()); },
          "Bytes from one element to the next along each axis.")
      .def_prop_ro("ndim", &NdArray::ndim)
      .def_prop_ro("size", &NdArray::size, "Number of elements.")
      .def_prop_ro("nbytes", &NdArray::size_bytes)
      .def(
          "__array__",
          [](const NdArray& array, nb::object dtype, nb::object copy) {
            nb::object view = nb::module_::import_("numpy").attr("asarray")(
                nb::module_::import_("builtins").attr("memoryview")(nb::cast(array)));
            if (!dtype.is_none()) view = view.attr("astype")(dtype, nb::arg("copy") = false);
            return copy.is(Py_True) ? view.attr("copy")() : view;
          },
          nb::arg("dtype") = nb::none(), nb::arg("copy") = nb::none())
      .def("__dlpack__", &export_dlpack, nb::kw_only(), nb::arg("stream") = nb::none(),
           nb::arg("max_version") = nb::none(), nb::arg("dl_device") = nb::none(), nb::arg("copy") = nb::none())
      .def("__dlpack_device__", [](const NdArray&) { return nb::make_tuple(int(dlpack::DeviceType::Cpu), 0); })
      .def("__len__",
           [](const NdArray& array) {
             if (array.ndim() == 0) throw TypeError("an array without axes has no length");
             return array.shape()[0];
           })
      .def("__repr__", [](const NdArray& array) { return Value::of(array).print(); });
}

}  // namespace tusk::python
