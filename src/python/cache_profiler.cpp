#include <tusk/diagnostics/cache_profiler.h>

#include <cmath>
#include <memory>
#include <string>
#include <utility>

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <tusk/core/error.h>

#include "python/bindings.h"
#include "python/callback_handle.h"
#include "python/conversion.h"
#include "python/delayed_object.h"
#include "python/quantities.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

// A metric that fails has no number to give; its error is printed.
double metric_of(const SharedHeld& metric, const Value& result) {
  const WithPython scope;
  if (!scope.is_inside()) return std::nan("");
  try {
    return nb::cast<double>(nb::float_(metric->get()(to_python(result))));
  } catch (nb::python_error& error) {
    error.discard_as_unraisable(metric->get());
    return std::nan("");
  }
}

std::shared_ptr<CacheProfiler> make_cache_profiler(nb::object metric, std::string metric_name) {
  if (metric.is_none()) return std::make_shared<CacheProfiler>(nullptr, std::move(metric_name));
  if (!PyCallable_Check(metric.ptr()))
    throw TypeError("metric must be None, or callable with a result: got " + short_repr(metric));
  return std::make_shared<CacheProfiler>(
      [held = hold(std::move(metric))](const Value& result) { return metric_of(held, result); },
      std::move(metric_name));
}

}  // namespace

void bind_cache_profiler(nb::module_& module) {
  using Handle = HandleOf<CacheProfiler>;
  nb::class_<CacheEntry>(module, "CacheEntry", "How long a result was kept. Times are seconds of time.perf_counter().")
      .def_prop_ro("key", [](const CacheEntry& entry) { return to_python(entry.key); })
      .def_ro("task", &CacheEntry::group, "The key's readable part.")
      .def_ro("metric", &CacheEntry::metric, "What it cost to keep it.")
      .def_prop_ro("cache_time", [](const CacheEntry& entry) { return seconds(entry.entry_ns); })
      .def_prop_ro("free_time", [](const CacheEntry& entry) { return seconds(entry.exit_ns); })
      .def("__repr__", [](nb::handle self) {
        return nb::str("CacheEntry(key={!r}, metric={}, cache_time={}, free_time={})")
            .format(self.attr("key"), self.attr("metric"), self.attr("cache_time"), self.attr("free_time"));
      });
  nb::class_<Handle, CallbackHandle>(module, "CacheProfiler")
      .def(
          "__init__",
          [](Handle* self, nb::object metric, std::string metric_name) {
            new (self) Handle(make_cache_profiler(std::move(metric), std::move(metric_name)));
          },
          nb::arg("metric").none(), nb::arg("metric_name"))
      .def_prop_ro("metric_name", [](const Handle& self) { return self.object->metric_name(); })
      .def_prop_ro(
          "results", [](const Handle& self) { return without_python([&] { return self.object->results(); }); },
          "Of the runs that have ended.")
      .def("clear", [](const Handle& self) { without_python([&] { self.object->clear(); }); });
}

}  // namespace tusk::python
