#include <tusk/graph/annotations.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <tusk/core/error.h>

#include "python/bindings.h"
#include "python/conversion.h"
#include "python/delayed_object.h"
#include "python/python_annotations.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

// A scope that `with` opens and ends.
class AnnotationBlock {
 public:
  explicit AnnotationBlock(Annotations annotations) : annotations_(std::move(annotations)) {}
  AnnotationBlock(AnnotationBlock&&) = default;
  void enter() { scopes_.push_back(std::make_unique<AnnotationScope>(annotations_)); }
  void exit() {
    if (scopes_.empty()) throw RuntimeError("annotations end where their with block does: they are in none");
    scopes_.pop_back();
  }

 private:
  Annotations annotations_;
  std::vector<std::unique_ptr<AnnotationScope>> scopes_;
};

AnnotationBlock make_block(std::optional<int> priority, std::optional<int> retries, std::vector<std::string> workers,
                           std::optional<bool> allow_other_workers, std::map<std::string, double> resources,
                           nb::dict others) {
  Annotations annotations{.priority = priority,
                          .retries = retries,
                          .workers = std::move(workers),
                          .allow_other_workers = allow_other_workers,
                          .resources = std::move(resources)};
  for (const auto& [name, value] : others) annotations.others.emplace(text_of(name), to_value(value));
  return AnnotationBlock(std::move(annotations));
}

// Of a Delayed's task, or else those in force.
nb::dict annotations_of(nb::handle object) {
  if (object.is_none()) {
    const auto in_force = current_annotations();
    return in_force ? to_python(*in_force) : nb::dict();
  }
  const auto* delayed = dynamic_cast<const DelayedObject*>(lazy_object(object));
  if (!delayed) throw TypeError("get_annotations takes a Delayed, or nothing: got " + short_repr(object));
  const auto& annotations = delayed->node()->parts().annotations;
  return annotations ? to_python(*annotations) : nb::dict();
}

}  // namespace

nb::dict to_python(const Annotations& annotations) {
  nb::dict dict;
  if (annotations.priority) dict["priority"] = *annotations.priority;
  if (annotations.retries) dict["retries"] = *annotations.retries;
  if (!annotations.workers.empty()) dict["workers"] = annotations.workers;
  if (annotations.allow_other_workers) dict["allow_other_workers"] = *annotations.allow_other_workers;
  if (!annotations.resources.empty()) dict["resources"] = annotations.resources;
  for (const auto& [name, value] : annotations.others) dict[str_of(name)] = to_python(value);
  return dict;
}

void bind_annotations(nb::module_& module) {
  nb::class_<AnnotationBlock>(module, "AnnotationBlock")
      .def("__enter__",
           [](nb::object self) {
             nb::cast<AnnotationBlock&>(self).enter();
             return self;
           })
      .def("__exit__", [](AnnotationBlock& self, nb::args) { self.exit(); });
  module.def("annotate", &make_block, nb::arg("priority").none(), nb::arg("retries").none(), nb::arg("workers"),
             nb::arg("allow_other_workers").none(), nb::arg("resources"), nb::arg("others"));
  module.def("get_annotations", &annotations_of, nb::arg("task").none());
}

}  // namespace tusk::python
