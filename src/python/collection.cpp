#include "python/collection.h"

#include <string>
#include <utility>

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <tusk/core/error.h>
#include <tusk/delayed/graph_manipulation.h>

#include "python/bindings.h"
#include "python/conversion.h"
#include "python/delayed_object.h"
#include "python/packed.h"
#include "python/run_options.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

using Collections = std::vector<lazy::CollectionPtr>;

// Objects in which lazy ones lie, and what takes their places.
class Several {
 public:
  Several(nb::handle objects, bool traverse) : packer_(traverse, Packer::Iterators::AreLists) {
    if (traverse) {
      packed_ = packer_.pack(objects);
      return;
    }
    // Not looking inside still means looking at the objects themselves.
    packed_.kind = Packed::Kind::Tuple;
    for (const nb::handle object : objects) packed_.items.push_back(packer_.pack(object));
  }

  const Collections& collections() const { return packer_.collections(); }
  // Of delayed objects only.
  std::vector<lazy::NodePtr> nodes() const {
    std::vector<lazy::NodePtr> nodes;
    for (const lazy::CollectionPtr& collection : collections()) nodes.push_back(lazy::node_of(collection));
    return nodes;
  }
  nb::object with_values(const std::vector<Value>& values) const {
    return filled(packed_, packer_.constants(),
                  [&](std::uint32_t i) { return lazy_object(packer_.objects()[i])->value_object(values[i]); });
  }
  template <class Pointer>
  nb::object with_collections(const std::vector<Pointer>& others) const {
    return filled(packed_, packer_.constants(),
                  [&](std::uint32_t i) { return lazy_object(packer_.objects()[i])->of_collection(others[i]); });
  }

 private:
  Packer packer_;
  Packed packed_;
};

nb::object compute_several(nb::tuple objects, bool traverse, bool optimize_graph, nb::object scheduler,
                           nb::object num_workers) {
  const RunOptions options = run_options(scheduler, num_workers, optimize_graph);
  const Several several(objects, traverse);
  if (several.collections().empty()) return several.with_values({});
  return several.with_values(without_python([&] { return lazy::compute(several.collections(), options); }));
}

nb::object persist_several(nb::tuple objects, bool traverse, bool optimize_graph, nb::object scheduler,
                           nb::object num_workers) {
  const RunOptions options = run_options(scheduler, num_workers, optimize_graph);
  const Several several(objects, traverse);
  if (several.collections().empty()) return objects;
  return several.with_collections(without_python([&] { return lazy::persist(several.collections(), options); }));
}

nb::object optimize_several(nb::tuple objects, bool traverse) {
  const Several several(objects, traverse);
  const std::vector<lazy::NodePtr> nodes = several.nodes();
  return several.with_collections(without_python([&] { return lazy::optimize(nodes); }));
}

GraphColor color_of(nb::handle color) {
  if (color.is_none()) return GraphColor::None;
  const std::string name = nb::isinstance<nb::str>(color) ? text_of(color) : "";
  if (name == "order") return GraphColor::Order;
  if (name == "layer") return GraphColor::Layer;
  throw ValueError("color must be None, \"order\" or \"layer\": got " + short_repr(color));
}

DrawOptions draw_options(const std::optional<std::string>& format, nb::handle color, const std::string& rankdir,
                         bool optimize_graph) {
  return {.format = format.value_or(""), .color = color_of(color), .optimize = optimize_graph, .rankdir = rankdir};
}

struct Drawn {
  std::shared_ptr<const graph::TaskGraph> graph;
  std::vector<graph::TaskId> outputs;
};

Drawn graph_of(const Several& several) {
  std::vector<const Collection*> pointers;
  for (const lazy::CollectionPtr& collection : several.collections()) pointers.push_back(collection.get());
  LoweredCollections lowered = tusk::lower(pointers);
  Drawn drawn{std::move(lowered.graph), {}};
  for (const auto& own : lowered.outputs) drawn.outputs.insert(drawn.outputs.end(), own.begin(), own.end());
  return drawn;
}

// The path of the picture that was written.
std::string draw_several(nb::tuple objects, bool traverse, const std::string& path,
                         const std::optional<std::string>& format, nb::object color, const std::string& rankdir,
                         bool optimize_graph) {
  const DrawOptions options = draw_options(format, color, rankdir, optimize_graph);
  const Several several(objects, traverse);
  return without_python([&] {
    const Drawn drawn = graph_of(several);
    return graph::draw(*drawn.graph, drawn.outputs, path, options);
  });
}

// The picture itself.
nb::bytes picture_of_several(nb::tuple objects, bool traverse, const std::optional<std::string>& format,
                             nb::object color, const std::string& rankdir, bool optimize_graph) {
  const DrawOptions options = draw_options(format, color, rankdir, optimize_graph);
  const Several several(objects, traverse);
  const std::string picture = without_python([&] {
    const Drawn drawn = graph_of(several);
    return graph::picture(*drawn.graph, drawn.outputs, options);
  });
  return nb::bytes(picture.data(), picture.size());
}

nb::object clone_several(nb::tuple objects, nb::object parents, nb::object omit, std::optional<std::string> seed) {
  const Several children(objects, true);
  lazy::CloneOptions options{.seed = std::move(seed)};
  if (!omit.is_none()) options.omit = Several(nb::make_tuple(omit), true).nodes();
  if (!parents.is_none()) options.wait_for = lazy::checkpoint(Several(nb::make_tuple(parents), true).nodes());
  return children.with_collections(lazy::clone(children.nodes(), options));
}

DelayedObject checkpoint_of_several(nb::tuple objects, std::size_t split_every) {
  return DelayedObject(lazy::checkpoint(Several(objects, true).nodes(), split_every));
}

nb::object wait_on_several(nb::tuple objects) {
  const Several several(objects, true);
  return several.with_collections(lazy::wait_on(several.nodes()));
}

nb::object compute_one(nb::object self, bool traverse, bool optimize_graph, nb::object scheduler,
                       nb::object num_workers) {
  return compute_several(nb::make_tuple(self), traverse, optimize_graph, std::move(scheduler),
                         std::move(num_workers))[0];
}

nb::object persist_one(nb::object self, bool traverse, bool optimize_graph, nb::object scheduler,
                       nb::object num_workers) {
  return persist_several(nb::make_tuple(self), traverse, optimize_graph, std::move(scheduler),
                         std::move(num_workers))[0];
}

nb::object visualize_one(nb::object self, nb::object filename, nb::kwargs keywords) {
  return nb::module_::import_("tusk.base").attr("visualize")(self, nb::arg("filename") = filename, **keywords);
}

int traverse_lazy(PyObject* self, visitproc visit, void* arg) {  // the macro's word
  Py_VISIT(Py_TYPE(self));
  return nb::inst_ready(self) ? nb::inst_ptr<LazyObject>(self)->traverse(visit, arg) : 0;
}

int clear_lazy(PyObject* self) {
  nb::inst_ptr<LazyObject>(self)->clear();
  return 0;
}

}  // namespace

PyType_Slot* lazy_type_slots() {
  static PyType_Slot slots[] = {{Py_tp_traverse, reinterpret_cast<void*>(&traverse_lazy)},
                                {Py_tp_clear, reinterpret_cast<void*>(&clear_lazy)},
                                {0, nullptr}};
  return slots;
}

void clear_lazy_objects() {
  std::vector<nb::object> found;
  for (const nb::handle object : nb::module_::import_("gc").attr("get_objects")()) {
    if (lazy_object(object)) found.push_back(nb::borrow(object));
  }
  for (const nb::object& object : found) nb::inst_ptr<LazyObject>(object)->clear();
}

const LazyObject* lazy_object(nb::handle object) {
  if (!nb::inst_check(object)) return nullptr;
  const LazyObject* lazy = nullptr;
  return nb::try_cast<const LazyObject*>(object, lazy, false) ? lazy : nullptr;
}

nb::object LazyObject::value_object(const Value& value) const { return to_python(value); }

std::optional<Hash128> lazy_identity(nb::handle object) {
  const LazyObject* lazy = lazy_object(object);
  return lazy ? std::optional(lazy->identity()) : std::nullopt;
}

void bind_collection(nb::module_& module) {
  nb::class_<LazyObject>(module, "Collection", "Anything lazy.")
      .def("compute", &compute_one, nb::kw_only(), nb::arg("traverse") = true, nb::arg("optimize_graph") = true,
           nb::arg("scheduler") = nb::none(), nb::arg("num_workers") = nb::none(), "The value: see tusk.compute.")
      .def("persist", &persist_one, nb::kw_only(), nb::arg("traverse") = true, nb::arg("optimize_graph") = true,
           nb::arg("scheduler") = nb::none(), nb::arg("num_workers") = nb::none(),
           "The same object with its work done: see tusk.persist.")
      .def("visualize", &visualize_one, nb::arg("filename").none() = "tusk-graph", nb::arg("keywords"),
           "A picture of the graph: see tusk.visualize.");
  module.def("compute", &compute_several, nb::arg("objects"), nb::arg("traverse"), nb::arg("optimize_graph"),
             nb::arg("scheduler").none(), nb::arg("num_workers").none());
  module.def("persist", &persist_several, nb::arg("objects"), nb::arg("traverse"), nb::arg("optimize_graph"),
             nb::arg("scheduler").none(), nb::arg("num_workers").none());
  module.def("optimize", &optimize_several, nb::arg("objects"), nb::arg("traverse"));
  module.def("draw", &draw_several, nb::arg("objects"), nb::arg("traverse"), nb::arg("filename"),
             nb::arg("format").none(), nb::arg("color").none(), nb::arg("rankdir"), nb::arg("optimize_graph"));
  module.def("picture", &picture_of_several, nb::arg("objects"), nb::arg("traverse"), nb::arg("format").none(),
             nb::arg("color").none(), nb::arg("rankdir"), nb::arg("optimize_graph"));
  module.def("clone", &clone_several, nb::arg("objects"), nb::arg("parents").none(), nb::arg("omit").none(),
             nb::arg("seed").none());
  module.def("checkpoint", &checkpoint_of_several, nb::arg("objects"), nb::arg("split_every"));
  module.def("wait_on", &wait_on_several, nb::arg("objects"));
}

}  // namespace tusk::python
