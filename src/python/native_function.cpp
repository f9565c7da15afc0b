#include "python/native_function.h"

#include <string>
#include <utility>
#include <vector>

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <tusk/core/error.h>

#include "python/bindings.h"
#include "python/conversion.h"
#include "python/native_value.h"

namespace tusk::python {

namespace {

// Arguments in which lazy objects lie become lists of arguments; dicts are lists of pairs, as C++ maps take them.
class NativeArguments {
 public:
  Argument pack(nb::handle object) {
    if (const LazyObject* lazy = lazy_object(object)) {
      inputs_.push_back(lazy::node_of(lazy->collection()));
      return Argument::of_input(std::uint32_t(inputs_.size() - 1));
    }
    PyObject* const pointer = object.ptr();
    if (PyDict_Check(pointer)) return pack_items(object, nb::borrow<nb::dict>(object).items());
    if (PyList_Check(pointer) || PyTuple_Check(pointer)) return pack_items(object, object);
    return Argument::of_constant(to_native_value(object));
  }
  std::vector<lazy::NodePtr> take_inputs() { return std::move(inputs_); }

 private:
  Argument pack_items(nb::handle object, nb::handle items) {
    expect_shallow(depth_++);
    const std::size_t inputs_before = inputs_.size();
    std::vector<Argument> packed;
    for (const nb::handle item : items) packed.push_back(pack(item));
    --depth_;
    if (inputs_.size() > inputs_before) return Argument::of_list(std::move(packed));
    return Argument::of_constant(to_native_value(object));
  }

  std::vector<lazy::NodePtr> inputs_;
  std::uint32_t depth_ = 0;
};

DelayedObject call_native(const NativeFunction& self, nb::args objects, nb::object key, nb::object pure) {
  NativeArguments arguments;
  std::vector<Argument> packed;
  for (const nb::handle object : objects) packed.push_back(arguments.pack(object));
  DelayedOptions options = self.options;
  if (!pure.is_none()) options.pure = truth_of(pure);
  lazy::NodePtr node = lazy::call_node(self.function, std::move(packed), arguments.take_inputs(), options);
  return DelayedObject(key.is_none() ? std::move(node) : lazy::with_key(node, key_of(key)));
}

std::string signature(const Function& function) {
  std::string text = function.name + "(";
  for (std::size_t i = 0; i < function.parameters.size(); ++i) text += (i > 0 ? ", " : "") + function.parameters[i];
  return text + ") -> " + function.result;
}

}  // namespace

void bind_native_function(nb::module_& module) {
  nb::class_<NativeFunction>(module, "Operation",
                             "A C++ function that was registered under a name: calling it makes a Delayed.")
      .def("__call__", &call_native, nb::arg("arguments"), nb::kw_only(), nb::arg("dask_key_name") = nb::none(),
           nb::arg("pure") = nb::none())
      .def_prop_ro("name", [](const NativeFunction& self) { return self.function->name; })
      .def_prop_ro(
          "parameters", [](const NativeFunction& self) { return self.function->parameters; },
          "The C++ types of its parameters.")
      .def_prop_ro(
          "result", [](const NativeFunction& self) { return self.function->result; }, "The C++ type of its result.")
      .def("__repr__", [](const NativeFunction& self) { return "<Operation " + signature(*self.function) + ">"; });
  module.def(
      "operation",
      [](const std::string& name, nb::object pure, nb::object nout) {
        return NativeFunction{find_function(name), delayed_options(nb::none(), pure, nout)};
      },
      nb::arg("name"), nb::arg("pure").none(), nb::arg("nout").none());
  module.def("operations", &registered_functions);
  module.def("load_library", [](const std::string& path) { without_python([&] { load_library(path); }); });
}

}  // namespace tusk::python
