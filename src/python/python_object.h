// PythonObject: an object of Python's as a Value.
//
// What a Python function returns stays the object that it is. A C++ operation that takes it asks for native(); another
// process gets it through cloudpickle. Never changed by Tusk; that users don't change it either is their promise.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include <tusk/data/value.h>

#include "python/interpreter.h"

namespace tusk::python {

class PythonObject final : public Box {
 public:
  static constexpr const char* kTypeName = "python.object";

  // With the GIL.
  explicit PythonObject(nb::object object);

  ValueKind kind() const override { return ValueKind::Opaque; }
  const std::type_info& type() const override { return typeid(PythonObject); }
  const void* object() const override { return this; }
  // What the object says of itself (sys.getsizeof, nbytes); of lists, tuples, sets and dicts also of what they hold.
  std::size_t size_bytes() const override;
  std::string type_name() const override { return kTypeName; }
  // Whether cloudpickle takes it, which is found by trying; the bytes are kept for the write() that follows.
  bool is_portable() const override;
  void write(ByteWriter& writer) const override;
  void print(std::string& text) const override;
  Value native() const override;

  // With the GIL.
  nb::handle get() const { return object_.get(); }

 private:
  Held object_;
  mutable std::atomic<std::size_t> size_bytes_{0};
  mutable std::optional<std::string> pickled_;  // guarded by the GIL
};

}  // namespace tusk::python
