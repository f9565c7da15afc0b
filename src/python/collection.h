// What Python knows of lazy objects: the common class of Delayed, Future and the collections to come.
#pragma once

#include <optional>
#include <vector>

#include <tusk/delayed/node.h>

#include "python/interpreter.h"

namespace tusk::python {

// The class `tusk._native.Collection`, from which every lazy class of Python's derives.
class LazyObject {
 public:
  virtual ~LazyObject() = default;
  virtual lazy::CollectionPtr collection() const = 0;
  // Of the work: equal for equal work.
  virtual Hash128 identity() const = 0;
  // An object of the same class over another collection of the same meaning.
  virtual nb::object of_collection(const lazy::CollectionPtr& collection) const = 0;

  // The computed value as people see it.
  virtual nb::object value_object(const Value& value) const;

  // For Python's collector of garbage: visits objects of Python's that nobody but this one holds, and lets go of all.
  virtual int traverse(visitproc visit, void* argument) const = 0;
  virtual void clear() = 0;
};

// The slots of the classes that derive from it.
PyType_Slot* lazy_type_slots();
// Lets go of what all lazy objects hold: at the end of the interpreter, when cycles through C++ would keep them for
// ever.
void clear_lazy_objects();

// Nullptr for what is not lazy. With the GIL, as all here.
const LazyObject* lazy_object(nb::handle object);
std::optional<Hash128> lazy_identity(nb::handle object);

}  // namespace tusk::python
