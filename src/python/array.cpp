// The class Array; what only Python knows of it is in python/tusk/_arrays.py.
#include <cmath>

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <tusk/array/stored.h>
#include <tusk/core/error.h>

#include "dataframe/nodes.h"
#include "expr/arrays/frame_array.h"
#include "expr/frame_collection.h"
#include "python/array_exchange.h"
#include "python/array_object.h"
#include "python/bindings.h"
#include "python/conversion.h"
#include "python/frame_object.h"
#include "python/frame_operators.h"
#include "python/native_value.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

using ArrayClass = nb::class_<ArrayObject, LazyObject>;
using LazyArray = const ArrayObject&;

nb::object arrays(const char* name) { return nb::module_::import_("tusk._arrays").attr(name); }

nb::object numpy_dtype(DType dtype) { return nb::module_::import_("numpy").attr("dtype")(std::string(name(dtype))); }

nb::object length_object(std::int64_t length) {
  return length < 0 ? nb::object(nb::float_(std::nan(""))) : nb::object(nb::int_(length));
}

nb::tuple lengths_tuple(const std::vector<std::int64_t>& lengths) {
  nb::list list;
  for (const std::int64_t length : lengths) list.append(length_object(length));
  return nb::tuple(list);
}

// Python's own numbers are weak, NumPy's are arrays of no axes.
ArrayOperand operand(nb::handle object) {
  const ArrayObject* array = nullptr;
  if (nb::inst_check(object) && nb::try_cast<const ArrayObject*>(object, array, false)) return array->array;
  if (PyBool_Check(object.ptr()) || PyLong_CheckExact(object.ptr()) || PyFloat_CheckExact(object.ptr()))
    return native_value(object);
  const nb::object made = arrays("operand")(object);
  return nb::cast<const ArrayObject&>(made).array;
}

ArrayObject elementwise(const std::string& function, nb::args operands, nb::kwargs parameters) {
  std::vector<ArrayOperand> all;
  for (const nb::handle own : operands) all.push_back(operand(own));
  std::map<std::string, Value> named;
  for (const auto& [name, value] : parameters) named[nb::cast<std::string>(name)] = literal_of(value);
  return ArrayObject(elementwise_array(function, all, named));
}

Index index_of(nb::handle key) {
  if (key.is_none()) return NewAxis{};
  if (key.ptr() == Py_Ellipsis) return Ellipsis{};
  if (PySlice_Check(key.ptr())) {
    Slice slice;
    const auto bound = [&](const char* name) -> std::optional<std::int64_t> {
      const nb::object own = key.attr(name);
      if (own.is_none()) return std::nullopt;
      return nb::cast<std::int64_t>(nb::module_::import_("operator").attr("index")(own));
    };
    slice.start = bound("start");
    slice.stop = bound("stop");
    slice.step = bound("step").value_or(1);
    return slice;
  }
  if (!PyBool_Check(key.ptr()) && PyIndex_Check(key.ptr()))
    return nb::cast<std::int64_t>(nb::module_::import_("operator").attr("index")(key));
  throw NotImplementedError("an array is indexed by whole numbers, slices, None and ... so far: got " +
                            short_repr(key));
}

ArrayObject getitem(LazyArray self, nb::object key) {
  std::vector<Index> indices;
  if (!nb::isinstance<nb::tuple>(key)) indices.push_back(index_of(key));
  else
    for (const nb::handle own : key) indices.push_back(index_of(own));
  return ArrayObject(self.array.index(indices));
}

ArrayObject reduce(LazyArray self, const std::string& kind, nb::object axis, bool keepdims, std::int64_t ddof,
                   nb::object split_every) {
  ReductionOptions options;
  options.keepdims = keepdims;
  options.ddof = ddof;
  if (!split_every.is_none()) options.split_every = nb::cast<std::int64_t>(split_every);
  if (nb::isinstance<nb::tuple>(axis) || nb::isinstance<nb::list>(axis)) {
    options.axes = nb::cast<std::vector<std::int64_t>>(nb::list(axis));
  } else if (!axis.is_none()) {
    options.axes = {nb::cast<std::int64_t>(axis)};
  }
  return ArrayObject(self.array.reduce(kind, options));
}

void bind_operators(ArrayClass& type) {
  for (const OperatorName& name : kOperators) {
    const std::string function = name.function;
    type.def(name.python, [function](nb::object self, nb::object other) -> nb::object {
      return arrays("combined")(function, self, other);
    });
    if (!name.reflected) continue;
    type.def(name.reflected, [function](nb::object self, nb::object other) -> nb::object {
      return arrays("combined")(function, other, self);
    });
  }
  type.def("__invert__", [](LazyArray self) { return ArrayObject(self.array.elementwise("invert")); })
      .def("__neg__", [](LazyArray self) { return ArrayObject(self.array.elementwise("neg")); })
      .def("__pos__", [](LazyArray self) { return self; })
      .def("__abs__", [](LazyArray self) { return ArrayObject(self.array.elementwise("abs")); });
}

void bind_reductions(ArrayClass& type) {
  for (const char* name : {"sum", "prod", "mean", "min", "max", "any", "all"}) {
    const std::string kind = name;
    type.def(
        name,
        [kind](LazyArray self, nb::object axis, bool keepdims, nb::object split_every) {
          return reduce(self, kind, axis, keepdims, 0, split_every);
        },
        nb::arg("axis") = nb::none(), nb::kw_only(), nb::arg("keepdims") = false, nb::arg("split_every") = nb::none());
  }
  for (const char* name : {"std", "var"}) {
    const std::string kind = name;
    type.def(
        name,
        [kind](LazyArray self, nb::object axis, std::int64_t ddof, bool keepdims, nb::object split_every) {
          return reduce(self, kind, axis, keepdims, ddof, split_every);
        },
        nb::arg("axis") = nb::none(), nb::kw_only(), nb::arg("ddof") = 0, nb::arg("keepdims") = false,
        nb::arg("split_every") = nb::none());
  }
}

}  // namespace

nb::object ArrayObject::value_object(const Value& value) const {
  const nb::object made = to_python(value);
  return array.ndim() == 0 ? nb::object(numpy_dtype(array.dtype()).attr("type")(made)) : made;
}

void bind_array(nb::module_& module) {
  ArrayClass type(module, "Array", "A lazy array in chunks, with NumPy's names and meanings.");
  type.def_prop_ro("dtype", [](LazyArray self) { return numpy_dtype(self.array.dtype()); })
      .def_prop_ro("shape", [](LazyArray self) { return lengths_tuple(self.array.shape()); })
      .def_prop_ro("ndim", [](LazyArray self) { return self.array.ndim(); })
      .def_prop_ro(
          "npartitions", [](LazyArray self) { return self.array.npartitions(); }, "How many blocks there are.")
      .def_prop_ro(
          "chunks",
          [](LazyArray self) {
            nb::list axes;
            for (const auto& axis : self.array.chunks()) axes.append(lengths_tuple(axis));
            return nb::tuple(axes);
          },
          "The lengths of the chunks along each axis; nan where it is not known.")
      .def_prop_ro(
          "T", [](LazyArray self) { return ArrayObject(self.array.transpose()); }, "The axes reversed.")
      .def("__getitem__", &getitem)
      .def("__repr__", [](nb::object self) { return arrays("text")(self); })
      .def("__len__", [](nb::object self) { return arrays("length")(self); })
      .def("__array_ufunc__",
           [](nb::object, nb::args arguments, nb::kwargs keywords) -> nb::object {
             return arrays("ufunc")(*arguments, **keywords);
           })
      .def("__array_function__",
           [](nb::object, nb::args arguments, nb::kwargs keywords) -> nb::object {
             return arrays("function")(*arguments, **keywords);
           })
      .def(
          "__array__",
          [](nb::object self, nb::object dtype, nb::object copy) -> nb::object {
            return nb::module_::import_("tusk._rows").attr("as_array")(self, dtype, copy);
          },
          nb::arg("dtype") = nb::none(), nb::arg("copy") = nb::none(), "The computed values as a NumPy array.")
      .def("explain", [](LazyArray self) { return self.array.explain(); })
      .def(
          "astype",
          [](LazyArray self, nb::object dtype) {
            const nb::object wanted = nb::module_::import_("numpy").attr("dtype")(dtype);
            return ArrayObject(self.array.astype(dtype_of_name(nb::cast<std::string>(wanted.attr("name")))));
          },
          nb::arg("dtype"), "The elements as another dtype.")
      .def(
          "rechunk", [](nb::object self, nb::object chunks) -> nb::object { return arrays("rechunk")(self, chunks); },
          nb::arg("chunks") = "auto", "The same elements in other chunks: see tusk.array.from_array.")
      .def(
          "transpose",
          [](LazyArray self, nb::args axes) -> nb::object {
            if (axes.size() == 0 || axes[0].is_none()) return nb::cast(ArrayObject(self.array.transpose()));
            const nb::object own = axes.size() == 1 && !PyLong_Check(axes[0].ptr()) ? nb::object(axes[0]) : axes;
            return nb::cast(ArrayObject(self.array.transpose(nb::cast<std::vector<std::int64_t>>(nb::list(own)))));
          },
          nb::arg("axes"), "The axes in another order, by default reversed.");
  bind_operators(type);
  bind_reductions(type);
  module.def("elementwise_array", &elementwise);
  module.def("rechunk_array",
             [](LazyArray self, const ChunkLengths& chunks) { return ArrayObject(self.array.rechunk(chunks)); });
  module.def("array_of_values", [](nb::object values, const ChunkLengths& chunks) {
    const auto array = array_over(values);
    if (!array) throw TypeError("an array is made of numbers or truth values: got " + short_repr(values));
    return ArrayObject(from_ndarray(*array, chunks));
  });
  module.def("full_array",
             [](const ChunkLengths& chunks, nb::object value, const std::string& dtype, const std::string& word) {
               return ArrayObject(full(chunks, native_value(value), dtype_of_name(dtype), word));
             });
  module.def("arange_array",
             [](nb::object start, nb::object step, const std::vector<std::int64_t>& chunks, const std::string& dtype) {
               return ArrayObject(arange(native_value(start), native_value(step), chunks, dtype_of_name(dtype)));
             });
  module.def("chunks_of_shape", &chunks_of_shape);
  nb::class_<StoredArray>(module, "StoredArray")
      .def_prop_ro("name", [](const StoredArray& self) { return self.info().name; })
      .def_prop_ro("dtype", [](const StoredArray& self) { return numpy_dtype(self.info().dtype); })
      .def_prop_ro("shape", [](const StoredArray& self) { return lengths_tuple(self.info().shape); })
      .def_prop_ro("stored_chunks", [](const StoredArray& self) { return lengths_tuple(self.info().stored_chunks); })
      .def("array", [](const StoredArray& self) { return ArrayObject(self.array()); })
      .def("array",
           [](const StoredArray& self, const ChunkLengths& chunks) { return ArrayObject(self.array(chunks)); });
  module.def(
      "stored_array",
      [](const std::string& address, const std::string& variable, const std::string& group, const std::string& format,
         nb::object storage_options) {
        const StoredArrayOptions options{variable, group, format, storage_options_of(storage_options)};
        return without_python([&] { return stored_array(address, options); });
      },
      nb::arg("address"), nb::arg("variable"), nb::arg("group"), nb::arg("format"), nb::arg("storage_options").none());
  module.def(
      "npy_stack",
      [](const std::string& folder, std::int64_t axis, nb::object storage_options) {
        const auto options = storage_options_of(storage_options);
        return without_python([&] { return npy_stack(folder, axis, options); });
      },
      nb::arg("folder"), nb::arg("axis"), nb::arg("storage_options").none());
  module.def("array_of_frame", [](nb::handle frame, const std::vector<std::int64_t>& rows) {
    return ArrayObject(Array(expr::frame_array(dataframe::node_of(lazy_object(frame)->collection()), rows)));
  });
}

}  // namespace tusk::python
