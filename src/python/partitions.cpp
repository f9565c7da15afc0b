// Functions of whole partitions, and frames out of tasks: see python/tusk/_partitions.py, which decides what they give.
#include <algorithm>
#include <utility>

#include <arrow/table.h>
#include <arrow/type.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <tusk/core/error.h>

#include "dataframe/group_keys.h"
#include "dataframe/map_partitions.h"
#include "dataframe/partitioning.h"
#include "expr/frame_collection.h"
#include "python/bindings.h"
#include "python/conversion.h"
#include "python/delayed_object.h"
#include "python/frame_object.h"
#include "python/native_function.h"
#include "python/native_value.h"
#include "python/python_call.h"
#include "python/short_repr.h"
#include "python/table_exchange.h"

namespace tusk::python {

namespace {

// What tasks give, a partition each: an argument of map_partitions, beside frames.
class TaskResultsObject final : public LazyObject {
 public:
  explicit TaskResultsObject(expr::NodePtr node) : node_(std::move(node)) {}

  lazy::CollectionPtr collection() const override { return std::make_shared<expr::FrameCollection>(node_); }
  Hash128 identity() const override { return node_->hash(); }
  nb::object of_collection(const lazy::CollectionPtr&) const override {
    throw TypeError("results of tasks are kept as the frame that is made of them");
  }
  int traverse(visitproc, void*) const override { return 0; }
  void clear() override {}

 private:
  expr::NodePtr node_;
};

// Arguments and keywords of a call, with the lazy objects anywhere in them taken out.
struct PackedArguments {
  Packer packer;
  std::vector<Packed> packed;
  nb::tuple keywords;

  PackedArguments(nb::tuple arguments, nb::dict named) : keywords(nb::tuple(named.keys())) {
    for (const nb::handle argument : arguments) packed.push_back(packer.pack(argument));
    for (const auto& [name, argument] : named) packed.push_back(packer.pack(argument));
  }

  // The call's arguments and keywords with values in the places of its lazy objects.
  nb::tuple filled(const std::vector<nb::object>& values) const {
    nb::list arguments;
    nb::dict named;
    const std::size_t places = packed.size() - keywords.size();
    for (std::size_t i = 0; i < packed.size(); ++i) {
      nb::object own =
          python::filled(packed[i], packer.constants(), [&](std::uint32_t input) { return values[input]; });
      if (i < places) arguments.append(own);
      else named[keywords[i - places]] = own;
    }
    return nb::make_tuple(nb::tuple(arguments), named);
  }
};

expr::TaskResult task_result(const LazyObject& lazy) {
  const lazy::NodePtr node = lazy::node_of(lazy.collection());
  return {node, node->identity()};
}

expr::NodePtr partition_input(const LazyObject& lazy) {
  const lazy::CollectionPtr collection = lazy.collection();
  if (const auto* frame = dynamic_cast<const expr::FrameCollection*>(collection.get())) return frame->node();
  const expr::TaskResult task = task_result(lazy);
  // A frame's value as a whole has a new identity each time.
  return expr::shared_result({task.task, lazy.identity()});
}

std::vector<expr::NodePtr> partition_inputs(const Packer& packer) {
  std::vector<expr::NodePtr> inputs;
  for (const nb::object& object : packer.objects()) inputs.push_back(partition_input(*lazy_object(object)));
  return inputs;
}

// Calls the converters with their inputs: constants[index](#i).
void convert_inputs(Packed& packed, const std::vector<std::int64_t>& converters) {
  for (Packed& item : packed.items) convert_inputs(item, converters);
  if (packed.kind != Packed::Kind::Input || converters[packed.index] < 0) return;
  const auto converter = std::uint32_t(converters[packed.index]);
  packed = {Packed::Kind::Call, converter, {packed}};
}

OperationPtr partition_call(const PackedArguments& call, nb::list converters, nb::object function, std::string label) {
  Packer packer = call.packer;
  std::vector<std::int64_t> places;
  for (const nb::handle converter : converters)
    places.push_back(converter.is_none() ? -1 : std::int64_t(packer.pack_constant(nb::borrow(converter)).index));
  PythonCallParts parts;
  parts.label = std::move(label);
  parts.function = packer.pack_constant(std::move(function));
  parts.arguments = call.packed;
  for (Packed& argument : parts.arguments) convert_inputs(argument, places);
  parts.keywords = Held(call.keywords);
  parts.constants = Held(packer.constants());
  return std::make_shared<PythonCall>(std::move(parts));
}

// The schema of what a function gives; known categories stay those of the leading frame.
kernels::SchemaPtr schema_of(const Table& empty, const expr::Meta* lead, const std::vector<std::string>& categories) {
  arrow::FieldVector fields = empty.arrow()->schema()->RemoveMetadata()->fields();
  for (auto& field : fields) {
    if (lead && std::ranges::find(categories, field->name()) != categories.end())
      field = field->WithType(lead->schema->GetFieldByName(field->name())->type());
  }
  return arrow::schema(std::move(fields));
}

expr::Shape shape_named(const std::string& name) { return name == "series" ? expr::Shape::Series : expr::Shape::Frame; }

using IndexNames = std::vector<std::optional<std::string>>;

nb::object map_partitions(const PackedArguments& call, nb::list converters, nb::object function,
                          const std::string& label, nb::dict plan) {
  std::vector<expr::NodePtr> inputs = partition_inputs(call.packer);
  expr::PartitionResult result;
  const expr::Meta* lead = nullptr;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!call.packer.objects()[i].is(plan["lead"])) continue;
    lead = &inputs[i]->meta();
    if (nb::cast<bool>(plan["keeps_rows"])) result.rows_of = int(i);
  }
  result.shape = shape_named(nb::cast<std::string>(plan["shape"]));
  result.schema = schema_of(import_table(plan["empty"]), lead, nb::cast<std::vector<std::string>>(plan["categories"]));
  result.index_names = nb::cast<IndexNames>(plan["index_names"]);
  const bool has_same_index = lead && lead->index_count() == 1 && result.index_names == lead->index_names &&
                              result.schema->field(0)->type()->Equals(*lead->schema->field(0)->type());
  if (has_same_index && nb::cast<bool>(plan["keeps_divisions"])) result.divisions = lead->divisions;
  OperationPtr operation = partition_call(call, std::move(converters), std::move(function), label);
  return lazy_frame_object(expr::per_partition(std::move(inputs), std::move(operation), label, result));
}

// A registered function of C++: arguments are lazy objects, or constants.
nb::object map_registered_partitions(const NativeFunction& function, nb::list arguments, const std::string& shape,
                                     nb::object empty, const IndexNames& index_names) {
  std::vector<expr::NodePtr> inputs;
  std::vector<Argument> packed;
  for (const nb::handle argument : arguments) {
    if (const LazyObject* lazy = lazy_object(argument)) {
      packed.push_back(Argument::of_input(std::uint32_t(inputs.size())));
      inputs.push_back(partition_input(*lazy));
    } else {
      packed.push_back(Argument::of_constant(to_native_value(argument)));
    }
  }
  const kernels::SchemaPtr schema = schema_of(import_table(empty), nullptr, {});
  return lazy_frame_object(dataframe::call_for_partitions(std::move(inputs), function.function, std::move(packed),
                                                          {shape_named(shape), schema, index_names}));
}

TaskResultsObject task_results(nb::list tasks, const std::string& word) {
  std::vector<expr::TaskResult> results;
  for (const nb::handle task : tasks) {
    const LazyObject* lazy = lazy_object(task);
    if (!lazy) throw TypeError("partitions are made of Delayed objects and futures: got " + short_repr(task));
    results.push_back(task_result(*lazy));
  }
  return TaskResultsObject(expr::task_results(std::move(results), word));
}

nb::object empty_pandas(nb::handle frame) {
  const LazyObject* lazy = lazy_object(frame);
  const lazy::CollectionPtr collection = lazy ? lazy->collection() : nullptr;
  const auto* frames = dynamic_cast<const expr::FrameCollection*>(collection.get());
  if (!frames) throw TypeError("a lazy frame or series has columns: got " + short_repr(frame));
  return to_python(frames->finish({Value::of(expr::empty_table(frames->node()->meta().schema))}));
}

// The same functions for both classes.
template <class T>
void bind_rows(nb::module_& module) {
  using Frame = const FrameObject<T>&;
  module.def(
      "rows_between",
      [](Frame frame, nb::object first, nb::object last) {
        return FrameObject<T>(frame.frame.loc(literal_of(first), literal_of(last)));
      },
      nb::arg("frame"), nb::arg("first").none(), nb::arg("last").none());
  module.def("take_partitions", [](Frame frame, const std::vector<std::int64_t>& numbers) {
    return FrameObject<T>(frame.frame.partitions(numbers));
  });
  module.def(
      "sample",
      [](Frame frame, double frac, bool replace, std::optional<std::uint64_t> random_state) {
        return FrameObject<T>(frame.frame.sample(frac, replace, random_state));
      },
      nb::arg("frame"), nb::arg("frac"), nb::arg("replace"), nb::arg("random_state").none());
  module.def("repartition", [](Frame frame, std::int64_t npartitions) {
    return FrameObject<T>(frame.frame.repartition(npartitions));
  });
  module.def("repartition_at", [](Frame frame, nb::object divisions, bool force) {
    return FrameObject<T>(frame.frame.repartition(literals_of(divisions), force));
  });
  module.def(
      "with_divisions",
      [](Frame frame, nb::object divisions) {
        const auto values = divisions.is_none() ? std::vector<Value>() : literals_of(divisions);
        return FrameObject<T>(T(dataframe::with_divisions(frame.frame.node(), values)));
      },
      nb::arg("frame"), nb::arg("divisions").none());
  module.def("index_of", [](Frame frame, std::int64_t level) {
    return SeriesObject(dataframe::index_level(frame.frame.node(), level));
  });
}

}  // namespace

void bind_partitions(nb::module_& module) {
  nb::class_<TaskResultsObject, LazyObject>(module, "TaskResults");
  nb::class_<PackedArguments>(module, "PackedArguments")
      .def(nb::init<nb::tuple, nb::dict>())
      .def_prop_ro("objects",
                   [](const PackedArguments& self) {
                     nb::list objects;
                     for (const nb::object& object : self.packer.objects()) objects.append(object);
                     return objects;
                   })
      .def("filled", &PackedArguments::filled);
  module.def("map_partitions", &map_partitions);
  module.def("map_registered_partitions", &map_registered_partitions);
  module.def("task_results", &task_results);
  module.def("empty_pandas", &empty_pandas);
  module.def("callable_name", [](nb::handle callable) { return callable_name(callable); });
  module.def("with_index", [](const DataFrameObject& frame, const std::string& column, bool drop) {
    return DataFrameObject(frame.frame.with_index(column, drop));
  });
  module.def("with_sorted_index", [](const DataFrameObject& frame, const std::string& column, bool drop) {
    return DataFrameObject(without_python([&] { return frame.frame.with_sorted_index(column, drop); }));
  });
  module.def("find_divisions", [](const DataFrameObject& frame) {
    return DataFrameObject(
        without_python([&] { return DataFrame(dataframe::with_found_divisions(frame.frame.node(), {})); }));
  });
  bind_rows<DataFrame>(module);
  bind_rows<Series>(module);
}

}  // namespace tusk::python
