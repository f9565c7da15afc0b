#include <string>
#include <utility>

#include <nanobind/stl/map.h>
#include <nanobind/stl/string.h>

#include <tusk/core/error.h>

#include "python/bindings.h"
#include "python/delayed_object.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

using DelayedClass = nb::class_<DelayedObject, LazyObject>;

constexpr const char* kBinary[] = {"add", "sub",    "mul",    "matmul", "truediv", "floordiv", "mod",
                                   "pow", "lshift", "rshift", "and",    "or",      "xor"};
constexpr const char* kComparisons[] = {"eq", "ne", "lt", "le", "gt", "ge"};
constexpr const char* kUnary[] = {"neg", "pos", "invert", "abs"};

std::string dunder(const std::string& name) { return "__" + name + "__"; }

// The function that does what `__name__` does, operator.and_ for "and"; it is kept for ever.
nb::handle operator_function(const char* name) {
  const bool is_word = std::string_view(name) == "and" || std::string_view(name) == "or";
  return nb::object(nb::module_::import_("operator").attr((std::string(name) + (is_word ? "_" : "")).c_str()))
      .release();
}

void bind_binary(DelayedClass& type, const char* name, nb::handle function, bool is_reflected) {
  type.def(
      dunder(name).c_str(),
      [name, function](nb::handle self, nb::handle other) { return pure_call(name, function, {self, other}); },
      nb::is_operator());
  if (!is_reflected) return;
  type.def(
      dunder(std::string("r") + name).c_str(),
      [name, function](nb::handle self, nb::handle other) { return pure_call(name, function, {other, self}); },
      nb::is_operator());
}

void bind_operators(DelayedClass& type) {
  for (const char* name : kBinary) bind_binary(type, name, operator_function(name), true);
  for (const char* name : kComparisons) bind_binary(type, name, operator_function(name), false);
  for (const char* name : kUnary) {
    const nb::handle function = operator_function(name);
    type.def(dunder(name).c_str(), [name, function](nb::handle self) { return pure_call(name, function, {self}); });
  }
  bind_binary(type, "divmod", nb::object(nb::module_::import_("builtins").attr("divmod")).release(), true);
  const nb::handle getitem = operator_function("getitem");
  type.def("__getitem__",
           [getitem](nb::handle self, nb::handle index) { return pure_call("getitem", getitem, {self, index}); });
}

[[noreturn]] void refuse_change() {
  throw TypeError(
      "a Delayed can't be changed, nor what it stands for: delay a function that returns the changed object");
}

std::size_t known_length(const DelayedObject& self, const char* what) {
  const auto length = self.node()->parts().length;
  if (length) return *length;
  throw TypeError(std::string(what) +
                  " needs a length that is known before anything is computed: this Delayed has none; delay its "
                  "function with nout, delayed(f, nout=3)");
}

void bind_refusals(DelayedClass& type) {
  type.def("__setattr__", [](const DelayedObject&, nb::handle, nb::handle) { refuse_change(); });
  type.def("__delattr__", [](const DelayedObject&, nb::handle) { refuse_change(); });
  type.def("__setitem__", [](const DelayedObject&, nb::handle, nb::handle) { refuse_change(); });
  type.def("__delitem__", [](const DelayedObject&, nb::handle) { refuse_change(); });
  type.def("__bool__", [](const DelayedObject&) -> bool {
    throw TypeError(
        "a Delayed has no truth: a condition needs a computed value; call compute(), or put the condition into a "
        "delayed function");
  });
}

// Names with an underscore belong to Python and its tools, which try them on every object.
nb::object delayed_attribute(const DelayedObject& self, nb::str name) {
  const std::string text = text_of(name);
  if (!text.starts_with('_')) return nb::cast(self.attribute(std::move(name)));
  if (self.function()) {
    if (text == "__wrapped__") return nb::borrow(self.function());
    if (text == "__name__" || text == "__qualname__") return self.function().attr(name);
  }
  throw nb::attribute_error(("a Delayed stands for attributes without a leading underscore only: got " + text).c_str());
}

nb::object iterated(const DelayedObject& self) {
  nb::list items;
  const std::size_t length = known_length(self, "iterating");
  const nb::object whole = nb::cast(self);
  for (std::size_t i = 0; i < length; ++i) items.append(whole[i]);
  return nb::iter(items);
}

nb::bytes state_of(const DelayedObject& self) {
  BufferWriter writer;
  self.write(writer);
  return nb::bytes(writer.bytes().data(), writer.bytes().size());
}

void restore(DelayedObject* self, nb::bytes state) {
  ByteReader reader({reinterpret_cast<const std::byte*>(state.c_str()), state.size()});
  new (self) DelayedObject(DelayedObject::read(reader));
}

}  // namespace

void bind_delayed(nb::module_& module) {
  DelayedClass type(module, "Delayed", nb::type_slots(lazy_type_slots()), nb::is_weak_referenceable(),
                    "A value that is not computed yet. Calls, operators, indexing and attributes make further ones.");
  type.def_prop_ro(
          "key", [](const DelayedObject& self) { return to_python(self.node()->key()); },
          "The name of the task in a graph.")
      .def_prop_ro(
          "dask", [](const DelayedObject& self) { return lazy::describe(*self.node()); },
          "Every key of the graph, and what its task does.")
      .def("__call__", &DelayedObject::call)
      .def("__getattr__", &delayed_attribute)
      .def("__len__", [](const DelayedObject& self) { return known_length(self, "len"); })
      .def("__iter__", &iterated)
      .def("__hash__", [](const DelayedObject& self) { return nb::hash(to_python(self.node()->key())); })
      .def("__repr__", [](const DelayedObject& self) { return "Delayed(" + self.node()->key().quoted() + ")"; })
      .def("__copy__", [](nb::object self) { return self; })
      .def("__deepcopy__", [](nb::object self, nb::handle) { return self; })
      .def("__getstate__", &state_of)
      .def("__setstate__", &restore)
      .def(
          "__get__",
          [](nb::object self, nb::object instance, nb::handle) -> nb::object {
            if (instance.is_none()) return self;
            return nb::module_::import_("types").attr("MethodType")(self, instance);
          },
          nb::arg("instance").none(), nb::arg("owner") = nb::none());
  bind_operators(type);
  bind_refusals(type);
  type.attr("__array_ufunc__") = nb::none();  // so that NumPy leaves array + delayed to the Delayed
  module.def("delayed", &make_delayed, nb::arg("object").none(), nb::arg("name").none(), nb::arg("pure").none(),
             nb::arg("nout").none(), nb::arg("traverse"));
}

}  // namespace tusk::python
