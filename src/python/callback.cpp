#include <string>
#include <utility>
#include <vector>

#include <nanobind/stl/string.h>

#include <tusk/core/error.h>
#include <tusk/graph/events.h>

#include "python/bindings.h"
#include "python/callback_handle.h"
#include "python/delayed_object.h"
#include "python/python_annotations.h"
#include "python/python_callback.h"

namespace tusk::python {

namespace {

nb::list keys_of(const RunView& view) {
  const Run& run = view.expect_running();
  const std::vector<Key> keys = without_python([&] {
    std::vector<Key> keys;
    for (graph::TaskId task = 0; task < run.task_count(); ++task) keys.push_back(run.key(task));
    return keys;
  });
  nb::list list;
  for (const Key& key : keys) list.append(to_python(key));
  return list;
}

nb::dict annotations_in(const RunView& view) {
  const Run& run = view.expect_running();
  std::vector<std::pair<Key, Annotations>> annotated = without_python([&] {
    std::vector<std::pair<Key, Annotations>> annotated;
    for (graph::TaskId task = 0; task < run.task_count(); ++task) {
      if (Annotations annotations = run.annotations(task); !annotations.is_empty())
        annotated.emplace_back(run.key(task), std::move(annotations));
    }
    return annotated;
  });
  nb::dict dict;
  for (const auto& [key, annotations] : annotated) dict[to_python(key)] = to_python(annotations);
  return dict;
}

graph::TaskId task_count_of(const RunView& view) {
  return without_python([&] { return view.expect_running().task_count(); });
}

graph::TaskId finished_count_of(const RunView& view) {
  return without_python([&] { return view.expect_running().finished_count(); });
}

void register_object(nb::object object) {
  auto callback = std::make_shared<PythonCallback>(std::move(object));
  without_python([&] { register_callback(std::move(callback)); });
}

// The newest registration of the object, if there is one.
void unregister_object(nb::object object) {
  const auto registered = without_python([] { return registered_callbacks(); });
  for (auto callback = registered.rbegin(); callback != registered.rend(); ++callback) {
    const auto* of_python = dynamic_cast<const PythonCallback*>(callback->get());
    if (of_python && of_python->is_for(object)) return without_python([&] { unregister_callback(callback->get()); });
  }
}

void bind_run(nb::module_& module) {
  nb::class_<RunView>(module, "Run", "A run as a callback sees it, until it is over.")
      .def_prop_ro("task_count", &task_count_of)
      .def_prop_ro("finished_count", &finished_count_of)
      .def_prop_ro("scheduler", [](const RunView& view) { return std::string(view.expect_running().scheduler()); })
      .def_prop_ro("worker_count", [](const RunView& view) { return view.expect_running().worker_count(); })
      .def("keys", &keys_of)
      .def("annotations", &annotations_in, "Of the tasks that have some: a dict of dicts by key.")
      .def("__len__", &task_count_of)
      .def("__iter__", [](const RunView& view) { return nb::iter(keys_of(view)); });
}

}  // namespace

void bind_callback(nb::module_& module) {
  bind_run(module);
  nb::class_<CallbackHandle>(module, "CallbackHandle")
      .def(
          "register", [](const CallbackHandle& self) { without_python([&] { register_callback(self.callback); }); },
          "Watches every run from now on.")
      .def("unregister",
           [](const CallbackHandle& self) { without_python([&] { unregister_callback(self.callback.get()); }); })
      .def("__enter__",
           [](nb::object self) {
             self.attr("register")();
             return self;
           })
      .def("__exit__", [](const nb::object& self, nb::args) { self.attr("unregister")(); });
  module.def("register_callback", &register_object);
  module.def("unregister_callback", &unregister_object);
}

}  // namespace tusk::python
