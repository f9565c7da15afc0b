#include <tusk/diagnostics/profiler.h>

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <tusk/diagnostics/cache_profiler.h>
#include <tusk/diagnostics/chrome_trace.h>
#include <tusk/diagnostics/profile_page.h>
#include <tusk/diagnostics/resource_profiler.h>

#include "python/bindings.h"
#include "python/callback_handle.h"
#include "python/delayed_object.h"
#include "python/quantities.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

const char* outcome_name(TaskEventKind outcome) {
  return outcome == TaskEventKind::Finished ? "finished" : outcome == TaskEventKind::Failed ? "error" : "retried";
}

void write_trace(const std::string& path, const HandleOf<Profiler>& profiler,
                 const HandleOf<ResourceProfiler>* resources) {
  without_python([&] {
    const auto samples = resources ? resources->object->results() : std::vector<ResourceSample>();
    write_chrome_trace(path, profiler.object->results(), samples);
  });
}

template <class T>
auto results_of(const HandleOf<T>* profiler) {
  return profiler ? profiler->object->results() : decltype(profiler->object->results())();
}

nb::str page_of(const HandleOf<Profiler>* tasks, const HandleOf<ResourceProfiler>* resources,
                const HandleOf<CacheProfiler>* kept, std::string title, std::vector<std::string> versions) {
  return str_of(without_python([&] {
    return profile_page({.title = std::move(title),
                         .tasks = results_of(tasks),
                         .resources = results_of(resources),
                         .kept = results_of(kept),
                         .metric_name = kept ? kept->object->metric_name() : "",
                         .versions = std::move(versions)});
  }));
}

}  // namespace

void bind_profiler(nb::module_& module) {
  using Handle = HandleOf<Profiler>;
  nb::class_<TaskProfile>(module, "TaskProfile", "An attempt at a task. Times are seconds of time.perf_counter().")
      .def_prop_ro("key", [](const TaskProfile& task) { return to_python(task.key); })
      .def_ro("task", &TaskProfile::group, "The key's readable part.")
      .def_prop_ro("start_time", [](const TaskProfile& task) { return seconds(task.start_ns); })
      .def_prop_ro("end_time", [](const TaskProfile& task) { return seconds(task.end_ns); })
      .def_ro("worker_id", &TaskProfile::worker)
      .def_ro("nbytes", &TaskProfile::size_bytes, "Of the result.")
      .def_prop_ro(
          "outcome", [](const TaskProfile& task) { return outcome_name(task.outcome); },
          "\"finished\", \"error\" or \"retried\".")
      .def("__repr__", [](nb::handle self) {
        return nb::str("TaskProfile(key={!r}, start_time={}, end_time={}, worker_id={}, outcome={!r})")
            .format(self.attr("key"), self.attr("start_time"), self.attr("end_time"), self.attr("worker_id"),
                    self.attr("outcome"));
      });
  nb::class_<Handle, CallbackHandle>(module, "Profiler")
      .def("__init__", [](Handle* self) { new (self) Handle(std::make_shared<Profiler>()); })
      .def_prop_ro(
          "results", [](const Handle& self) { return without_python([&] { return self.object->results(); }); },
          "Of each worker in the order in which tasks ended.")
      .def("clear", [](const Handle& self) { without_python([&] { self.object->clear(); }); });
  module.def("write_chrome_trace", &write_trace, nb::arg("path"), nb::arg("profiler"), nb::arg("resources").none());
  module.def("profile_page", &page_of, nb::arg("tasks").none(), nb::arg("resources").none(), nb::arg("kept").none(),
             nb::arg("title"), nb::arg("versions"));
}

}  // namespace tusk::python
