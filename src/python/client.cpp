#include <tusk/runtime/client.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <nanobind/stl/string.h>

#include <tusk/core/error.h>
#include <tusk/runtime/progress.h>

#include "dataframe/map_partitions.h"
#include "delayed/in_order.h"
#include "expr/frame_collection.h"
#include "expr/partition_list.h"
#include "expr/task_results.h"
#include "python/bindings.h"
#include "python/callback_handle.h"
#include "python/conversion.h"
#include "python/delayed_object.h"
#include "python/future_object.h"
#include "python/packed.h"
#include "python/python_call.h"
#include "python/quantities.h"
#include "python/short_repr.h"
#include "python/token.h"
#include "runtime/client_core.h"

namespace tusk::python {

namespace {

// Python's own client, closed without the GIL: its threads may want that while they end.
class ClientObject {
 public:
  ClientObject(int threads, bool set_as_default)
      : client_(std::make_unique<Client>(ClientOptions{.threads = threads, .set_as_default = set_as_default})) {}
  ClientObject(ClientObject&&) = default;
  ~ClientObject() {
    if (client_) without_python([&] { client_.reset(); });
  }
  runtime::ClientCore& core() const { return client_->core(); }
  int threads() const { return client_->threads(); }
  void close() {
    without_python([&] { client_->close(); });
  }

 private:
  std::unique_ptr<Client> client_;
};

SubmitOptions submit_options(nb::handle key, bool pure, int priority, int retries) {
  return {.key = key.is_none() ? "" : key_of(key).print(), .pure = pure, .priority = priority, .retries = retries};
}

// Each task among what a call needs once: two futures may be on one.
struct DistinctFutures {
  std::vector<AnyFuture> futures;
  std::vector<std::uint32_t> places;  // by the number of the packed input

  DistinctFutures(runtime::ClientCore& core, const std::vector<lazy::CollectionPtr>& collections) {
    std::map<runtime::FutureId, std::uint32_t> known;
    for (const lazy::CollectionPtr& collection : collections) {
      AnyFuture future = runtime::compute(core, collection, {});
      const auto [place, is_new] = known.try_emplace(future.handle()->id(), std::uint32_t(futures.size()));
      if (is_new) futures.push_back(std::move(future));
      places.push_back(place->second);
    }
  }
  void renumber(Packed& packed) const {
    if (packed.kind == Packed::Kind::Input) packed.index = places[packed.index];
    for (Packed& item : packed.items) renumber(item);
  }
};

FutureObject submit_call(const ClientObject& self, nb::object function, nb::handle arguments, nb::dict keywords,
                         const SubmitOptions& options) {
  Packer packer;
  PythonCallParts parts{.label = callable_name(function)};
  if (const LazyObject* lazy = lazy_object(function)) {
    const auto* delayed = dynamic_cast<const DelayedObject*>(lazy);
    if (delayed && delayed->function()) function = nb::borrow(delayed->function());
  }
  if (!lazy_object(function) && !PyCallable_Check(function.ptr()))
    throw TypeError("func must be callable, or lazy: got " + short_repr(function));
  parts.function = packer.pack(function);
  for (const nb::handle argument : arguments) parts.arguments.push_back(packer.pack(argument));
  for (const auto& [name, argument] : keywords) parts.arguments.push_back(packer.pack(argument));
  parts.keywords = Held(nb::tuple(keywords.keys()));
  parts.constants = Held(packer.constants());

  const DistinctFutures inputs(self.core(), packer.collections());
  inputs.renumber(parts.function);
  for (Packed& argument : parts.arguments) inputs.renumber(argument);
  const std::string label = parts.label;
  return FutureObject(
      runtime::submit(self.core(), label, std::make_shared<PythonCall>(std::move(parts)), inputs.futures, options));
}

FutureObject scatter_object(const ClientObject& self, nb::handle object, bool hash) {
  const Hash128 identity = hash ? token_of(object) : unique_hash();
  return FutureObject(
      self.core().add_data(Key{key_name(text_of(object.type().attr("__name__")), identity)}, to_value(object)));
}

// Each lazy object replaced by what `start` makes of it.
template <class Start>
nb::object with_started(nb::handle objects, const Start& start) {
  Packer packer;
  const Packed packed = packer.pack(objects);
  return filled(packed, packer.constants(), [&](std::uint32_t i) { return start(packer.objects()[i]); });
}

nb::object compute_on(const ClientObject& self, nb::object objects, const SubmitOptions& options) {
  return with_started(objects, [&](nb::handle object) {
    return nb::cast(FutureObject(runtime::compute(self.core(), lazy_object(object)->collection(), options)));
  });
}

// The expression of a frame, a series or a scalar; nullptr of other lazy objects.
expr::NodePtr expression_of(const LazyObject& lazy) {
  const lazy::CollectionPtr collection = lazy.collection();
  const auto* frame = dynamic_cast<const expr::FrameCollection*>(collection.get());
  return frame ? frame->node() : nullptr;
}

// A frame whose partitions are futures, under the frame's own name: it can be put beside what it was made of.
expr::NodePtr persisted(const ClientObject& self, const expr::NodePtr& node, const SubmitOptions& options) {
  if (node->meta().is_scalar() || node->meta().array)
    throw NotImplementedError(
        "a client persists Delayed objects, frames and series so far: call persist() of the object");
  std::vector<expr::TaskResult> tasks;
  for (std::int64_t i = 0; i < node->meta().partition_count; ++i) {
    const expr::NodePtr part = node->meta().partition_count == 1 ? node : expr::take_partitions(node, {i});
    const auto collection = std::make_shared<expr::FrameCollection>(part);
    tasks.push_back({runtime::compute(self.core(), collection, options).collection(), part->hash()});
  }
  const expr::Meta& meta = node->meta();
  const expr::NodePtr made = dataframe::from_tasks(std::move(tasks), {meta.shape, meta.schema, meta.index_names});
  return std::make_shared<const expr::Node>(made->op(), made->inputs(), meta, node->hash());
}

nb::object persist_on(const ClientObject& self, nb::object objects, const SubmitOptions& options) {
  return with_started(objects, [&](nb::handle object) {
    const LazyObject* lazy = lazy_object(object);
    if (const expr::NodePtr node = expression_of(*lazy))
      return lazy->of_collection(std::make_shared<expr::FrameCollection>(persisted(self, node, options)));
    return lazy->of_collection(runtime::compute(self.core(), lazy->collection(), options).collection());
  });
}

// The futures that the work of a lazy object takes.
std::vector<AnyFuture> futures_below(const LazyObject& lazy) {
  std::vector<AnyFuture> futures;
  if (const expr::NodePtr root = expression_of(lazy)) {
    for (const expr::NodePtr& node : expr::topological({&root, 1})) {
      const auto* results = node->as<expr::TaskResults>();
      for (const lazy::CollectionPtr& task : results ? results->tasks : std::vector<lazy::CollectionPtr>())
        if (const AnyFuture* future = as_future(task)) futures.push_back(*future);
    }
    return futures;
  }
  const lazy::NodePtr node = lazy::node_of(lazy.collection());
  const lazy::Node* const root = node.get();
  for (const lazy::Node* each : lazy::in_order({&root, 1}, [](const lazy::Node&) { return true; })) {
    if (const AnyFuture* future = as_future(each->parts().collection)) futures.push_back(*future);
  }
  return futures;
}

// The futures anywhere inside, each once; those that stand there themselves as the objects that they are.
nb::list futures_of(nb::handle objects) {
  Packer packer(true, Packer::Iterators::AreLists);
  packer.pack(objects);
  nb::list futures;
  std::set<std::string> keys;
  for (const nb::object& object : packer.objects()) {
    if (!nb::isinstance<FutureObject>(object)) continue;
    futures.append(object);
    keys.insert(nb::cast<const FutureObject&>(object).future().key().print());
  }
  for (const nb::object& object : packer.objects()) {
    if (nb::isinstance<FutureObject>(object)) continue;
    for (const AnyFuture& future : futures_below(*lazy_object(object))) {
      if (keys.insert(future.key().print()).second) futures.append(nb::cast(FutureObject(future)));
    }
  }
  return futures;
}

// Whether futures may be in there: in lazy objects, and in containers that are empty or hold some such.
bool may_hold_futures(nb::handle object) {
  PyObject* const pointer = object.ptr();
  if (lazy_object(object) || PyIter_Check(pointer)) return true;
  if (!PyList_Check(pointer) && !PyTuple_Check(pointer) && !PyAnySet_Check(pointer) && !PyDict_Check(pointer))
    return false;
  const nb::object items = nb::isinstance<nb::dict>(object) ? object.attr("values")() : nb::borrow(object);
  bool is_empty = true;
  for (const nb::handle item : items) {
    if (may_hold_futures(item)) return true;
    is_empty = false;
  }
  return is_empty;
}

// `caller` is for messages.
std::vector<AnyFuture> handles_of(nb::handle objects, const std::string& caller) {
  std::vector<AnyFuture> futures;
  for (const nb::handle future : futures_of(objects)) futures.push_back(nb::cast<const FutureObject&>(future).future());
  if (futures.empty() && !may_hold_futures(objects)) {
    throw TypeError(caller + " takes futures, persisted collections, and containers with such inside: got " +
                    short_repr(objects));
  }
  return futures;
}

nb::object gather_objects(nb::object objects) {
  return with_started(objects, [](nb::handle object) {
    if (!nb::isinstance<FutureObject>(object))
      throw TypeError("gather takes futures, and containers with such inside: got " + short_repr(object));
    return nb::cast<FutureObject&>(object).result({});
  });
}

bool wait_for_objects(nb::object objects, bool for_first, nb::handle timeout_handle) {
  return wait_for(handles_of(objects, "wait"), for_first ? ReturnWhen::FirstCompleted : ReturnWhen::AllCompleted,
                  timeout_of(timeout_handle));
}

void show_progress(nb::object objects, const CallbackHandle& display) {
  const std::vector<AnyFuture> futures = handles_of(objects, "progress");
  const std::shared_ptr<Callback> callback = display.callback;
  without_python([&] { runtime::progress(futures, *callback, &check_signals); });
}

}  // namespace

void bind_client(nb::module_& module) {
  nb::class_<SubmitOptions>(module, "SubmitOptions")
      .def(
          "__init__",
          [](SubmitOptions* self, nb::handle key, bool pure, int priority, int retries) {
            new (self) SubmitOptions(submit_options(key, pure, priority, retries));
          },
          nb::arg("key").none(), nb::arg("pure"), nb::arg("priority"), nb::arg("retries"));
  nb::class_<ClientObject>(module, "Client", nb::is_weak_referenceable())
      .def(nb::init<int, bool>(), nb::arg("threads"), nb::arg("set_as_default"))
      .def_prop_ro("threads", &ClientObject::threads)
      .def("submit", &submit_call)
      .def("scatter", &scatter_object, nb::arg("data").none(), nb::arg("hash"))
      .def("compute", &compute_on)
      .def("persist", &persist_on)
      .def("close", &ClientObject::close);
  module.def("gather", &gather_objects);
  module.def("wait", &wait_for_objects, nb::arg("objects"), nb::arg("for_first"), nb::arg("timeout").none());
  module.def("futures_of", &futures_of);
  module.def("progress", &show_progress);
  module.def("cancel", [](nb::object objects) { runtime::cancel(handles_of(objects, "cancel")); });
  module.def("retry", [](nb::object objects) { runtime::retry(handles_of(objects, "retry")); });
  module.def("fire_and_forget", [](nb::object objects) {
    for (const AnyFuture& future : handles_of(objects, "fire_and_forget")) fire_and_forget(future);
  });
}

}  // namespace tusk::python
