#include "python/table_exchange.h"

#include <arrow/c/abi.h>

#include <tusk/core/error.h>
#include <tusk/data/arrow_stream.h>

#include "python/short_repr.h"

namespace tusk::python {

namespace {

constexpr const char* kStream = "arrow_array_stream";

bool has_stream(nb::handle object) { return !PyType_Check(object.ptr()) && nb::hasattr(object, "__arrow_c_stream__"); }

void free_stream(PyObject* capsule) {
  auto* stream = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule, kStream));
  if (stream->release) stream->release(stream);
  delete stream;
}

}  // namespace

Table import_table(nb::handle object) {
  if (!has_stream(object))
    throw TypeError("a table must offer the Arrow C stream interface (__arrow_c_stream__): got " + short_repr(object));
  const nb::object capsule = object.attr("__arrow_c_stream__")();
  auto* stream = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule.ptr(), kStream));
  if (!stream) throw nb::python_error();
  return without_python([&] { return import_stream(stream); });
}

std::optional<Table> table_over(nb::handle object) {
  if (!has_stream(object)) return std::nullopt;
  try {
    return import_table(object);
  } catch (const Error&) {
    return std::nullopt;
  }
}

nb::object export_table(const Table& table) {
  auto stream = std::make_unique<ArrowArrayStream>();
  stream->release = nullptr;
  export_stream(table, stream.get());
  PyObject* capsule = PyCapsule_New(stream.get(), kStream, &free_stream);
  if (!capsule) {
    stream->release(stream.get());
    throw nb::python_error();
  }
  stream.release();
  return nb::steal(capsule);
}

}  // namespace tusk::python
