#include <nanobind/stl/string.h>

#include "python/bindings.h"
#include "python/opaque_value.h"

namespace tusk::python {

void bind_opaque(nb::module_& module) {
  nb::class_<OpaqueValue>(module, "OpaqueValue", "A C++ object that Python can only hand on to other operations.")
      .def_prop_ro(
          "type", [](const OpaqueValue& self) { return self.value.type_name(); }, "The object's C++ type.")
      .def_prop_ro("nbytes", [](const OpaqueValue& self) { return self.value.size_bytes(); })
      .def("__repr__",
           [](const OpaqueValue& self) { return "<" + self.value.type_name() + ": " + self.value.print() + ">"; });
}

}  // namespace tusk::python
