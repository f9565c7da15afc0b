#include <tusk/diagnostics/resource_profiler.h>

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "python/bindings.h"
#include "python/callback_handle.h"
#include "python/quantities.h"

namespace tusk::python {

void bind_resource_profiler(nb::module_& module) {
  using Handle = HandleOf<ResourceProfiler>;
  using Milliseconds = std::chrono::milliseconds;
  nb::class_<ResourceSample>(module, "ResourceSample",
                             "What the process used at a moment, in seconds of time.perf_counter().")
      .def_prop_ro("time", [](const ResourceSample& sample) { return seconds(sample.time_ns); })
      .def_prop_ro(
          "mem", [](const ResourceSample& sample) { return double(sample.resident_bytes) / 1e6; },
          "Memory of the process in megabytes.")
      .def_ro("cpu", &ResourceSample::cpu_percent, "Percent since the sample before; 100 is one core.")
      .def_ro("resident_bytes", &ResourceSample::resident_bytes)
      .def_ro("accounted_bytes", &ResourceSample::accounted_bytes, "The part of it that Tusk's own buffers take.")
      .def("__repr__", [](nb::handle self) {
        return nb::str("ResourceSample(time={}, mem={}, cpu={})")
            .format(self.attr("time"), self.attr("mem"), self.attr("cpu"));
      });
  nb::class_<Handle, CallbackHandle>(module, "ResourceProfiler")
      .def(
          "__init__",
          [](Handle* self, nb::object dt) {
            new (self)
                Handle(std::make_shared<ResourceProfiler>(std::chrono::duration_cast<Milliseconds>(duration_of(dt))));
          },
          nb::arg("dt"))
      .def_prop_ro(
          "results", [](const Handle& self) { return without_python([&] { return self.object->results(); }); },
          "In order of time.")
      .def("clear", [](const Handle& self) { without_python([&] { self.object->clear(); }); });
}

}  // namespace tusk::python
