#include "python/python_object.h"

#include <tusk/core/error.h>

#include "python/conversion.h"
#include "python/failure.h"
#include "python/native_value.h"
#include "python/object_size.h"
#include "python/pickled.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

Value read_python_object(ByteReader& reader) {
  const auto bytes = reader.take(reader.read_size());
  const WithPython scope;
  scope.expect_inside();
  return with_failures([&] { return to_value(unpickled(bytes)); });
}

[[maybe_unused]] const bool is_type_registered = register_value_type(PythonObject::kTypeName, &read_python_object);

}  // namespace

PythonObject::PythonObject(nb::object object) : object_(std::move(object)) {
  if (has_quick_size(get())) size_bytes_ = object_size(get());
}

std::size_t PythonObject::size_bytes() const {
  if (size_bytes_ == 0) {
    if (const WithPython scope; scope.is_inside()) size_bytes_ = object_size(get());
  }
  return sizeof(*this) + size_bytes_;
}

bool PythonObject::is_portable() const {
  const WithPython scope;
  if (!scope.is_inside()) return false;
  if (!pickled_) pickled_ = with_failures([&] { return try_pickled(get()); });
  return pickled_.has_value();
}

void PythonObject::write(ByteWriter& writer) const {
  const WithPython scope;
  scope.expect_inside();
  const std::string bytes =
      pickled_ ? *std::exchange(pickled_, std::nullopt) : with_failures([&] { return pickled(get()); });
  writer.write_text(bytes);
}

void PythonObject::print(std::string& text) const {
  const WithPython scope;
  text += scope.is_inside() ? short_repr(get()) : std::string("<object of Python's>");
}

Value PythonObject::native() const {
  const WithPython scope;
  return scope.is_inside() ? native_value(get()) : Value();
}

}  // namespace tusk::python
