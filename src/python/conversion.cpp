#include "python/conversion.h"

#include <bit>
#include <complex>
#include <string>
#include <string_view>
#include <vector>

#include <tusk/data/ndarray.h>
#include <tusk/data/table.h>

#include "expr/frame_format.h"
#include "python/array_exchange.h"
#include "python/frame_object.h"
#include "python/native_value.h"
#include "python/opaque_value.h"
#include "python/python_object.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

nb::object checked(PyObject* object) {
  if (!object) throw nb::python_error();
  return nb::steal(object);
}

nb::object number_to_python(const Value& value) {
  const std::uint64_t bits = value.number_bits();
  if (value.dtype() == DType::Bool) return nb::borrow(bits ? Py_True : Py_False);
  if (is_floating(value.dtype())) return checked(PyFloat_FromDouble(std::bit_cast<double>(bits)));
  if (is_unsigned_integer(value.dtype())) return checked(PyLong_FromUnsignedLongLong(bits));
  return checked(PyLong_FromLongLong(std::int64_t(bits)));
}

nb::object scalar_to_python(const Value& value) {
  if (!value.is_boxed()) return number_to_python(value);
  if (value.dtype() == DType::String) return str_of(*value.if_boxed<std::string>());
  const auto number = value.as<std::complex<double>>();
  return checked(PyComplex_FromDoubles(number.real(), number.imag()));
}

nb::list list_of(const Sequence& items) {
  nb::list list;
  for (const Value& item : items) list.append(to_python(item));
  return list;
}

nb::dict dict_of(const Sequence& pairs) {
  nb::dict dict;
  for (const Value& pair : pairs) {
    const auto& entry = *pair.if_boxed<Sequence>();
    dict[to_python(entry[0])] = to_python(entry[1]);
  }
  return dict;
}

// What was computed of a frame is pandas'.
nb::object table_to_python(const Table& table) {
  return expr::frame_format(table) ? pandas_of(table) : nb::cast(table);
}

nb::object object_to_python(const Value& value) {
  const Box& box = *value.box();
  if (box.type() == typeid(PythonObject)) return nb::borrow(static_cast<const PythonObject&>(box).get());
  const auto items = box.items();
  if (!items) return nb::cast(OpaqueValue{value});
  const std::string name = value.type_name();
  const auto begins = [&](std::string_view word) { return name.starts_with(word); };
  if (begins("map<") || begins("unordered_map<")) return dict_of(*items);
  if (begins("set<")) return nb::set(list_of(*items));
  if (begins("tuple<")) return nb::tuple(list_of(*items));
  return list_of(*items);
}

}  // namespace

Value to_value(nb::handle object) {
  if (object.is_none()) return Value();
  if (nb::inst_check(object)) {
    if (NdArray * array; nb::try_cast<NdArray*>(object, array, false)) return Value::of(*array);
    if (Table * table; nb::try_cast<Table*>(object, table, false)) return Value::of(*table);
    if (OpaqueValue * opaque; nb::try_cast<OpaqueValue*>(object, opaque, false)) return opaque->value;
  }
  return Value(new PythonObject(nb::borrow(object)));
}

Value to_native_value(nb::handle object) {
  Value native = native_value(object);
  return native.is_none() ? to_value(object) : native;
}

nb::object to_python(const Value& value) {
  switch (value.kind()) {
    case ValueKind::None: return nb::none();
    case ValueKind::Scalar: return scalar_to_python(value);
    case ValueKind::NdArray: return numpy_over(*value.if_boxed<NdArray>());
    case ValueKind::Table: return table_to_python(*value.if_boxed<Table>());
    case ValueKind::Sequence: return list_of(*value.if_boxed<Sequence>());
    case ValueKind::Opaque: return object_to_python(value);
  }
  return nb::none();
}

}  // namespace tusk::python
