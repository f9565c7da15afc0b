// DelayedObject: what Python's Delayed is: a task. The task is made when it is needed, so that delayed(f) and x.method,
// which as a rule are only called, cost none.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <variant>

#include <tusk/delayed/node.h>

#include "python/collection.h"

namespace tusk::python {

class DelayedObject final : public LazyObject {
 public:
  explicit DelayedObject(lazy::NodePtr node) : node_(std::move(node)) {}
  // delayed(f): a call of it makes a task with these options.
  DelayedObject(nb::object function, DelayedOptions options)
      : origin_(Function{std::move(function), std::move(options)}) {}
  // delayed(value) of something that can't be called, of that type.
  DelayedObject(lazy::NodePtr node, std::string type) : node_(std::move(node)), origin_(Data{std::move(type)}) {}

  const lazy::NodePtr& node() const;
  // The function of delayed(f); null for others.
  nb::handle function() const;
  // The attribute of that name: a task, or, when it is called, the method.
  DelayedObject attribute(nb::str name) const { return DelayedObject(Attribute{node(), std::move(name)}); }
  // The task of calling it. The keywords `dask_key_name` and `pure` are for the task, the others for the function.
  DelayedObject call(nb::args arguments, nb::kwargs keywords) const;

  // Its bytes, with its whole graph: see delayed/node_bytes.h. Reading throws what that throws.
  void write(ByteWriter& writer) const;
  static DelayedObject read(ByteReader& reader);

  lazy::CollectionPtr collection() const override { return node(); }
  Hash128 identity() const override { return node()->identity(); }
  nb::object of_collection(const lazy::CollectionPtr& collection) const override;
  int traverse(visitproc visit, void* argument) const override;
  void clear() override;

 private:
  struct Function {
    nb::object function;
    DelayedOptions options;
  };
  struct Attribute {
    lazy::NodePtr owner;
    nb::str name;
  };
  struct Data {
    std::string type;
  };
  explicit DelayedObject(Attribute attribute) : origin_(std::move(attribute)) {}
  lazy::NodePtr made_node() const;

  mutable lazy::NodePtr node_;
  std::variant<std::monostate, Function, Attribute, Data> origin_;
};

// The pure call of a function of Python's own, such as operator.add.
DelayedObject pure_call(const char* label, nb::handle function, std::initializer_list<nb::handle> arguments);
// delayed(object, …): see tusk.delayed.
nb::object make_delayed(nb::object object, nb::object name, nb::object pure, nb::object nout, bool traverse);
// Whether an object counts as true; nothing for None.
std::optional<bool> truth_of(nb::handle object);
// What the keywords of delayed() and operation() mean. Throws TypeError or ValueError for another one.
DelayedOptions delayed_options(nb::handle name, nb::handle pure, nb::handle nout);

// A key as Python has it: a str, or a tuple of a str and numbers. Throws TypeError for anything else, ValueError for an
// empty name or a number past 64 bits.
Key key_of(nb::handle key);
nb::object to_python(const Key& key);

}  // namespace tusk::python
