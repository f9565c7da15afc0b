#include "python/token.h"

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <nanobind/stl/string.h>

#include <tusk/core/serial.h>

#include "python/bindings.h"
#include "python/collection.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

// Writes objects into a hash, each container as a hash of its own: what is shared counts like equal copies. An object
// that lies in itself is written as how far up it is.
class Tokenizer {
 public:
  Hash128 token(nb::handle object);

 private:
  void write(nb::handle object);
  void write_contents(nb::handle object);
  Hash128 contents_hash(nb::handle object);
  void tag(std::string_view kind) { writer_->write_text(kind); }
  bool write_scalar(nb::handle object);
  void write_integer(nb::handle number);
  void write_items(std::string_view kind, nb::handle items);
  void write_set(nb::handle set);
  void write_dict(nb::handle dict);
  bool write_buffer(nb::handle object);
  void write_attributes(std::string_view kind, nb::handle object, std::initializer_list<const char*> names);
  void write_function(nb::handle function);
  void write_globals(nb::handle globals, nb::handle code);
  void write_name(nb::handle object);
  void write_type(nb::handle type);
  void write_member(nb::handle member);
  void write_array(nb::handle array);
  void write_reduced(nb::handle object);
  bool write_own(nb::handle object);

  HashWriter* writer_ = nullptr;
  std::vector<PyObject*> path_;
  std::unordered_map<PyObject*, Hash128> hashes_;
  std::vector<nb::object> alive_;  // what has a hash stays, so no other object gets its address
};

// Whether importing `module.qualified_name` gives this very object.
bool is_importable(nb::handle object) {
  const nb::object module_name = nb::getattr(object, "__module__", nb::none());
  const nb::object path = nb::getattr(object, "__qualname__", nb::none());
  if (!nb::isinstance<nb::str>(module_name) || !nb::isinstance<nb::str>(path) || text_of(module_name) == "__main__")
    return false;
  nb::object found = nb::steal(PyImport_GetModule(module_name.ptr()));
  for (const nb::handle name : nb::borrow<nb::str>(path).attr("split")(".")) {
    if (!found) return false;
    found = nb::getattr(found, name, nb::object());
  }
  return found && found.is(object);
}

bool is_array_type(nb::handle object) { return std::strcmp(Py_TYPE(object.ptr())->tp_name, "numpy.ndarray") == 0; }

// A number, a text or a constant: written as it is.
bool Tokenizer::write_scalar(nb::handle object) {
  PyObject* const pointer = object.ptr();
  if (object.is_none()) {
    tag("none");
  } else if (PyBool_Check(pointer)) {
    tag(pointer == Py_True ? "true" : "false");
  } else if (PyLong_CheckExact(pointer)) {
    write_integer(object);
  } else if (PyFloat_CheckExact(pointer)) {
    tag("float");
    writer_->write(PyFloat_AS_DOUBLE(pointer));
  } else if (PyComplex_CheckExact(pointer)) {
    tag("complex");
    writer_->write(PyComplex_RealAsDouble(pointer));
    writer_->write(PyComplex_ImagAsDouble(pointer));
  } else if (PyUnicode_CheckExact(pointer)) {
    tag("str");
    writer_->write_text(text_of(object));
  } else if (PyBytes_CheckExact(pointer)) {
    tag("bytes");
    writer_->write_text({PyBytes_AS_STRING(pointer), std::size_t(PyBytes_GET_SIZE(pointer))});
  } else if (pointer == Py_Ellipsis || pointer == Py_NotImplemented) {
    tag(pointer == Py_Ellipsis ? "ellipsis" : "not implemented");
  } else {
    return false;
  }
  return true;
}

void Tokenizer::write_integer(nb::handle number) {
  int is_out = 0;
  const long long value = PyLong_AsLongLongAndOverflow(number.ptr(), &is_out);
  tag("int");
  if (is_out == 0) writer_->write(std::int64_t(value));
  else writer_->write_text(text_of(nb::steal(PyNumber_ToBase(number.ptr(), 16))));
}

void Tokenizer::write_items(std::string_view kind, nb::handle items) {
  tag(kind);
  writer_->write_size(nb::len(items));
  for (const nb::handle item : items) write(item);
}

// In the order of their own hashes: a set has none.
void Tokenizer::write_set(nb::handle set) {
  std::vector<Hash128> hashes;
  for (const nb::handle item : set) hashes.push_back(token(item));
  std::sort(hashes.begin(), hashes.end());
  tag(PyFrozenSet_Check(set.ptr()) ? "frozenset" : "set");
  Codec<std::vector<Hash128>>::write(*writer_, hashes);
}

void Tokenizer::write_dict(nb::handle dict) {
  tag("dict");
  writer_->write_size(nb::len(dict));
  for (const auto& [key, value] : nb::borrow<nb::dict>(dict)) {
    write(key);
    write(value);
  }
}

bool Tokenizer::write_buffer(nb::handle object) {
  Py_buffer view;
  if (PyObject_GetBuffer(object.ptr(), &view, PyBUF_SIMPLE) != 0) {
    PyErr_Clear();
    return false;
  }
  writer_->write_text({static_cast<const char*>(view.buf), std::size_t(view.len)});
  PyBuffer_Release(&view);
  return true;
}

void Tokenizer::write_attributes(std::string_view kind, nb::handle object, std::initializer_list<const char*> names) {
  tag(kind);
  for (const char* name : names) write(nb::getattr(object, name, nb::none()));
}

void Tokenizer::write_array(nb::handle array) {
  if (nb::cast<bool>(array.attr("dtype").attr("hasobject"))) return write_reduced(array);
  tag("ndarray");
  write(array.attr("dtype").attr("descr"));
  write(array.attr("shape"));
  const nb::object flat = nb::module_::import_("numpy").attr("ascontiguousarray")(array);
  // Dates have no buffer; their bytes do.
  if (!write_buffer(flat)) write(flat.attr("tobytes")());
}

void Tokenizer::write_function(nb::handle function) {
  write_attributes("function", function, {"__module__", "__qualname__", "__code__", "__defaults__", "__kwdefaults__"});
  const nb::object closure = function.attr("__closure__");
  if (!closure.is_none()) {
    for (const nb::handle cell : closure) write(nb::getattr(cell, "cell_contents", nb::none()));
  }
  // What is imported finds its globals anywhere; what goes along whole brings them.
  if (!is_importable(function)) write_globals(function.attr("__globals__"), function.attr("__code__"));
}

void Tokenizer::write_globals(nb::handle globals, nb::handle code) {
  for (const nb::handle name : code.attr("co_names")) {
    const nb::object value = nb::borrow(PyDict_GetItem(globals.ptr(), name.ptr()));
    if (!value) continue;
    write(name);
    write(value);
  }
  for (const nb::handle constant : code.attr("co_consts")) {
    if (PyCode_Check(constant.ptr())) write_globals(globals, constant);
  }
}

void Tokenizer::write_name(nb::handle object) {
  write(nb::getattr(object, "__module__", nb::none()));
  write(nb::getattr(object, "__qualname__", nb::getattr(object, "__name__", nb::none())));
}

// A class of Python's that others can't import counts with its functions and constants too.
void Tokenizer::write_type(nb::handle type) {
  tag("type");
  write_name(type);
  const bool is_of_python_code = reinterpret_cast<PyTypeObject*>(type.ptr())->tp_flags & Py_TPFLAGS_HEAPTYPE;
  if (!is_of_python_code || is_importable(type)) return;
  write(type.attr("__bases__"));
  const nb::object members = nb::module_::import_("builtins").attr("vars")(type);
  std::vector<std::string> names;
  for (const nb::handle name : members) names.push_back(text_of(name));
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) {
    const bool is_of_python = name == "__dict__" || name == "__weakref__" || name == "__module__" ||
                              name == "__doc__" || name.starts_with("_abc_");
    if (is_of_python) continue;
    writer_->write_text(name);
    write_member(members[str_of(name)]);
  }
}

// Properties and class methods count as the functions that they are made of.
void Tokenizer::write_member(nb::handle member) {
  bool is_made_of_functions = false;
  for (const char* part : {"fget", "fset", "fdel", "__func__", "func"}) {
    if (PyFunction_Check(member.ptr()) || !nb::hasattr(member, part)) continue;
    is_made_of_functions = true;
    write(member.attr(part));
  }
  if (!is_made_of_functions) write(member);
}

// As pickle takes it apart: a function, its arguments, a state; or the name of a global object.
void Tokenizer::write_reduced(nb::handle object) {
  nb::object parts;
  try {
    // Types may have entered a function of their own, as NumPy's universal functions have.
    const nb::object entered = nb::module_::import_("copyreg").attr("dispatch_table").attr("get")(object.type());
    parts = entered.is_none() ? object.attr("__reduce_ex__")(5) : entered(object);
  } catch (nb::python_error& error) {
    if (!error.matches(PyExc_Exception)) throw;
    return Codec<Hash128>::write(*writer_, unique_hash());
  }
  tag("object");
  write(object.type());
  if (nb::isinstance<nb::str>(parts))
    return write(nb::module_::import_("pickle").attr("whichmodule")(object, parts)), write(parts);
  for (const nb::handle part : parts) {
    // Items of lists and dicts come as iterators.
    if (PyIter_Check(part.ptr())) write_items("items", nb::list(part));
    else write(part);
  }
}

// Lazy objects are what their work is; others may say themselves what they are.
bool Tokenizer::write_own(nb::handle object) {
  if (const auto identity = lazy_identity(object)) {
    tag("lazy");
    Codec<Hash128>::write(*writer_, *identity);
    return true;
  }
  if (PyType_Check(object.ptr()) || !nb::hasattr(object.type(), "__dask_tokenize__")) return false;
  tag("own");
  write(object.type());
  write(object.attr("__dask_tokenize__")());
  return true;
}

void Tokenizer::write_contents(nb::handle object) {
  PyObject* const pointer = object.ptr();
  if (PyList_CheckExact(pointer)) write_items("list", object);
  else if (PyTuple_CheckExact(pointer)) write_items("tuple", object);
  else if (PySet_CheckExact(pointer) || PyFrozenSet_CheckExact(pointer)) write_set(object);
  else if (PyDict_CheckExact(pointer)) write_dict(object);
  else if (Py_TYPE(pointer) == &PyDictProxy_Type) write_dict(nb::module_::import_("builtins").attr("dict")(object));
  else if (PySlice_Check(pointer)) write_attributes("slice", object, {"start", "stop", "step"});
  else if (PyFunction_Check(pointer)) write_function(object);
  else if (PyCode_Check(pointer)) {
    // Its place in a file does not count: the same function written elsewhere is the same.
    write_attributes("code", object,
                     {"co_code", "co_consts", "co_names", "co_varnames", "co_freevars", "co_cellvars", "co_flags",
                      "co_argcount", "co_posonlyargcount", "co_kwonlyargcount", "co_exceptiontable"});
  } else if (PyModule_Check(pointer)) write_attributes("module", object, {"__name__"});
  else if (write_own(object)) return;
  else if (PyType_Check(pointer)) write_type(object);
  else if (is_array_type(object)) write_array(object);
  else if (!PyPickleBuffer_Check(pointer) || !write_buffer(object)) write_reduced(object);
}

Hash128 Tokenizer::contents_hash(nb::handle object) {
  if (const auto known = hashes_.find(object.ptr()); known != hashes_.end()) return known->second;
  HashWriter writer;
  HashWriter* const outer = std::exchange(writer_, &writer);
  const struct Return {
    Tokenizer& tokenizer;
    HashWriter* outer;
    std::size_t depth;
    ~Return() {
      tokenizer.writer_ = outer;
      tokenizer.path_.resize(depth);
    }
  } back{*this, outer, path_.size()};
  if (const auto up = std::find(path_.rbegin(), path_.rend(), object.ptr()); up != path_.rend()) {
    tag("cycle");
    writer.write_size(std::size_t(up - path_.rbegin()));
    return writer.hash();
  }
  path_.push_back(object.ptr());
  write_contents(object);
  alive_.push_back(nb::borrow(object));
  return hashes_[object.ptr()] = writer.hash();
}

void Tokenizer::write(nb::handle object) {
  if (write_scalar(object)) return;
  if (Py_EnterRecursiveCall(" while an object's token is made") != 0) throw nb::python_error();
  const struct Leave {
    ~Leave() { Py_LeaveRecursiveCall(); }
  } leave;
  Codec<Hash128>::write(*writer_, contents_hash(object));
}

Hash128 Tokenizer::token(nb::handle object) {
  HashWriter writer;
  HashWriter* const outer = std::exchange(writer_, &writer);
  const struct Return {
    Tokenizer& tokenizer;
    HashWriter* outer;
    ~Return() { tokenizer.writer_ = outer; }
  } back{*this, outer};
  write(object);
  return writer.hash();
}

}  // namespace

Hash128 token_of(nb::handle object) { return Tokenizer().token(object); }

void bind_token(nb::module_& module) {
  module.def("tokenize", [](nb::args objects, nb::kwargs named) {
    return token_of(named.size() == 0 ? nb::object(objects) : nb::object(nb::make_tuple(objects, named))).hex();
  });
}

}  // namespace tusk::python
