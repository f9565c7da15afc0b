#include "python/delayed_object.h"

#include <utility>
#include <vector>

#include <tusk/core/config.h>
#include <tusk/core/error.h>
#include <tusk/graph/literal.h>

#include "delayed/work_hash.h"
#include "python/conversion.h"
#include "python/python_call.h"
#include "python/short_repr.h"
#include "python/token.h"

namespace tusk::python {

namespace {

using Target = PythonCallParts::Target;

bool is_pure(const DelayedOptions& options) {
  return options.pure ? *options.pure : config::get<bool>("delayed.pure", false);
}

nb::object pop(nb::dict& keywords, const char* name) {
  if (!keywords.contains(name)) return nb::none();
  nb::object value = keywords[name];
  PyDict_DelItemString(keywords.ptr(), name);
  return value;
}

// A call that is being put together: its arguments, and what they hold.
struct Call {
  Packer packer;
  PythonCallParts parts;
  nb::tuple keywords = nb::make_tuple();
};

lazy::NodePtr node_of_call(Call call, const DelayedOptions& options, nb::handle key = nb::none()) {
  call.parts.constants = Held(call.packer.constants());
  call.parts.keywords = Held(call.keywords);
  lazy::NodeParts parts;
  parts.length = options.nout;
  for (const lazy::CollectionPtr& collection : call.packer.collections())
    parts.inputs.push_back(lazy::node_of(collection));
  const std::string prefix = options.name.empty() ? call.parts.label : options.name;
  parts.operation = std::make_shared<PythonCall>(std::move(call.parts));
  if (is_pure(options)) parts.identity = lazy::work_hash(parts.operation->hash(), parts.inputs);
  if (!key.is_none()) parts.key = key_of(key), parts.is_key_given = true;
  return lazy::make_node(prefix, std::move(parts));
}

// A value that is there already. A name given to it is its key.
lazy::NodePtr node_of_value(nb::handle value, const std::string& prefix, const DelayedOptions& options) {
  lazy::NodeParts parts{.operation = literal(to_value(value))};
  parts.length = options.nout;
  if (is_pure(options)) parts.identity = lazy::work_hash(token_of(value), {});
  if (!options.name.empty()) parts.key = Key{options.name}, parts.is_key_given = true;
  return lazy::make_node(prefix, std::move(parts));
}

std::string type_prefix(nb::handle object) { return text_of(object.type().attr("__name__")); }

}  // namespace

std::optional<bool> truth_of(nb::handle object) {
  if (object.is_none()) return std::nullopt;
  const int truth = PyObject_IsTrue(object.ptr());
  if (truth < 0) throw nb::python_error();
  return truth != 0;
}

DelayedOptions delayed_options(nb::handle name, nb::handle pure, nb::handle nout) {
  DelayedOptions options;
  if (!name.is_none()) {
    if (!nb::isinstance<nb::str>(name)) throw TypeError("name must be a str: got " + short_repr(name));
    options.name = text_of(name);
  }
  options.pure = truth_of(pure);
  if (!nout.is_none()) {
    const Py_ssize_t count = PyLong_Check(nout.ptr()) ? PyLong_AsSsize_t(nout.ptr()) : -1;
    if (count < 0) throw ValueError("nout must be None or a whole number of 0 or more: got " + short_repr(nout));
    options.nout = std::size_t(count);
  }
  return options;
}

const lazy::NodePtr& DelayedObject::node() const {
  if (!node_) node_ = made_node();
  return node_;
}

lazy::NodePtr DelayedObject::made_node() const {
  if (const auto* attribute = std::get_if<Attribute>(&origin_)) {
    const nb::object getattr = nb::module_::import_("builtins").attr("getattr");
    return pure_call("getattr", getattr, {nb::cast(DelayedObject(attribute->owner)), attribute->name}).node();
  }
  if (std::holds_alternative<std::monostate>(origin_))
    throw RuntimeError("a Delayed stands for nothing any more when the interpreter ends");
  const auto& leaf = std::get<Function>(origin_);
  return node_of_value(leaf.function, callable_name(leaf.function), leaf.options);
}

nb::handle DelayedObject::function() const {
  const auto* leaf = std::get_if<Function>(&origin_);
  return leaf ? nb::handle(leaf->function) : nb::handle();
}

DelayedObject DelayedObject::call(nb::args arguments, nb::kwargs keywords) const {
  DelayedOptions options;
  Call call;
  if (const auto* leaf = std::get_if<Function>(&origin_)) {
    options = leaf->options;
    call.parts.label = callable_name(leaf->function);
    call.parts.function = call.packer.pack_constant(leaf->function);
  } else if (const auto* attribute = std::get_if<Attribute>(&origin_)) {
    call.parts.target = Target::Method;
    call.parts.label = text_of(attribute->name);
    call.parts.function = call.packer.pack_constant(attribute->name);
    call.parts.arguments.push_back(call.packer.pack_input(attribute->owner));
  } else if (const auto* data = std::get_if<Data>(&origin_)) {
    throw TypeError("a delayed value must be callable to be called: got one of type " + data->type);
  } else {
    call.parts.label = "call";
    call.parts.function = call.packer.pack_input(node_);
  }
  const nb::object key = pop(keywords, "dask_key_name");
  if (const nb::object pure = pop(keywords, "pure"); !pure.is_none()) options.pure = truth_of(pure);
  for (const nb::handle argument : arguments) call.parts.arguments.push_back(call.packer.pack(argument));
  for (const auto& [name, argument] : keywords) call.parts.arguments.push_back(call.packer.pack(argument));
  call.keywords = nb::tuple(keywords.keys());
  return DelayedObject(node_of_call(std::move(call), options, key));
}

nb::object DelayedObject::of_collection(const lazy::CollectionPtr& collection) const {
  return nb::cast(DelayedObject(lazy::node_of(collection)));
}

// What a node holds alone is visited once, as the collector needs it; what several nodes share is taken to be in use.
int DelayedObject::traverse(visitproc visit, void* arg) const {  // the macro's word
  if (const auto* leaf = std::get_if<Function>(&origin_)) Py_VISIT(leaf->function.ptr());
  std::vector<const lazy::NodePtr*> alone = {&node_};
  if (const auto* attribute = std::get_if<Attribute>(&origin_)) alone.push_back(&attribute->owner);
  while (!alone.empty()) {
    const lazy::NodePtr& node = *alone.back();
    alone.pop_back();
    if (node.use_count() != 1) continue;
    const OperationPtr& operation = node->parts().operation;
    const auto* call = operation.use_count() == 1 ? dynamic_cast<const PythonCall*>(operation.get()) : nullptr;
    if (call) {
      if (const int result = call->traverse(visit, arg)) return result;
    }
    for (const lazy::NodePtr& input : node->inputs()) alone.push_back(&input);
  }
  return 0;
}

void DelayedObject::clear() {
  node_.reset();
  origin_ = std::monostate();
}

DelayedObject pure_call(const char* label, nb::handle function, std::initializer_list<nb::handle> arguments) {
  Call call;
  call.parts.label = label;
  call.parts.function = call.packer.pack_constant(nb::borrow(function));
  for (const nb::handle argument : arguments) call.parts.arguments.push_back(call.packer.pack(argument));
  return DelayedObject(node_of_call(std::move(call), {.pure = true}));
}

nb::object make_delayed(nb::object object, nb::object name, nb::object pure, nb::object nout, bool traverse) {
  DelayedOptions options = delayed_options(name, pure, nout);
  if (const LazyObject* lazy = lazy_object(object)) {
    return dynamic_cast<const DelayedObject*>(lazy) ? object
                                                    : nb::cast(DelayedObject(lazy::node_of(lazy->collection())));
  }
  if (PyCallable_Check(object.ptr())) return nb::cast(DelayedObject(std::move(object), std::move(options)));
  Call call{.packer = Packer(traverse), .parts = {.target = Target::Argument, .label = type_prefix(object)}};
  call.parts.arguments.push_back(call.packer.pack(object));
  if (call.packer.collections().empty())
    return nb::cast(DelayedObject(node_of_value(object, type_prefix(object), options), type_prefix(object)));
  return nb::cast(DelayedObject(node_of_call(std::move(call), options, name)));
}

namespace {

Key expect_named(Key key) {
  if (key.name.empty()) throw ValueError("a key must have a name: got an empty one");
  return key;
}

std::int64_t block_number(nb::handle number, nb::handle key) {
  if (!PyLong_Check(number.ptr()))
    throw TypeError("a key must be a str, or a tuple of a str and whole numbers: got " + short_repr(key));
  int is_out = 0;
  const long long value = PyLong_AsLongLongAndOverflow(number.ptr(), &is_out);
  if (is_out != 0) throw ValueError("the numbers of a key must have at most 64 bits: got " + short_repr(key));
  return value;
}

}  // namespace

Key key_of(nb::handle key) {
  if (nb::isinstance<nb::str>(key)) return expect_named(Key{text_of(key)});
  const bool is_block = nb::isinstance<nb::tuple>(key) && nb::len(key) > 1 && nb::isinstance<nb::str>(key[0]);
  if (!is_block) throw TypeError("a key must be a str, or a tuple of a str and whole numbers: got " + short_repr(key));
  Key block{text_of(nb::object(key[0]))};
  for (std::size_t i = 1; i < nb::len(key); ++i) block.block.push_back(block_number(nb::object(key[i]), key));
  return expect_named(std::move(block));
}

nb::object to_python(const Key& key) {
  if (key.block.empty()) return str_of(key.name);
  nb::list parts;
  parts.append(str_of(key.name));
  for (const std::int64_t number : key.block) parts.append(number);
  return nb::tuple(parts);
}

}  // namespace tusk::python
