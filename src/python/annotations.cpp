#include <tusk/graph/annotations.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "python/bindings.h"

namespace tusk::python {

namespace {

// A scope that `with` opens and ends.
class AnnotationBlock {
 public:
  explicit AnnotationBlock(Annotations annotations) : annotations_(std::move(annotations)) {}
  AnnotationBlock(AnnotationBlock&&) = default;
  void enter() { scopes_.push_back(std::make_unique<AnnotationScope>(annotations_)); }
  void exit() { scopes_.pop_back(); }

 private:
  Annotations annotations_;
  std::vector<std::unique_ptr<AnnotationScope>> scopes_;
};

AnnotationBlock make_block(std::optional<int> priority, std::optional<int> retries, std::vector<std::string> workers,
                           std::optional<bool> allow_other_workers, std::map<std::string, double> resources) {
  return AnnotationBlock({.priority = priority,
                          .retries = retries,
                          .workers = std::move(workers),
                          .allow_other_workers = allow_other_workers,
                          .resources = std::move(resources)});
}

nb::dict annotations_in_force() {
  nb::dict dict;
  const auto annotations = current_annotations();
  if (!annotations) return dict;
  if (annotations->priority) dict["priority"] = *annotations->priority;
  if (annotations->retries) dict["retries"] = *annotations->retries;
  if (!annotations->workers.empty()) dict["workers"] = annotations->workers;
  if (annotations->allow_other_workers) dict["allow_other_workers"] = *annotations->allow_other_workers;
  if (!annotations->resources.empty()) dict["resources"] = annotations->resources;
  return dict;
}

}  // namespace

void bind_annotations(nb::module_& module) {
  nb::class_<AnnotationBlock>(module, "AnnotationBlock")
      .def("__enter__",
           [](nb::object self) {
             nb::cast<AnnotationBlock&>(self).enter();
             return self;
           })
      .def("__exit__", [](AnnotationBlock& self, nb::args) { self.exit(); });
  module.def("annotate", &make_block, nb::arg("priority").none(), nb::arg("retries").none(), nb::arg("workers"),
             nb::arg("allow_other_workers").none(), nb::arg("resources"));
  module.def("get_annotations", &annotations_in_force);
}

}  // namespace tusk::python
