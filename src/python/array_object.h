// What Python's Array is: C++'s, as a lazy object.
#pragma once

#include <tusk/array/array.h>

#include "expr/node.h"
#include "python/collection.h"

namespace tusk::python {

class ArrayObject final : public LazyObject {
 public:
  explicit ArrayObject(Array array) : array(std::move(array)) {}

  lazy::CollectionPtr collection() const override { return array.collection(); }
  Hash128 identity() const override { return array.node()->hash(); }
  nb::object of_collection(const lazy::CollectionPtr& collection) const override {
    return nb::cast(ArrayObject(Array::of_collection(collection)));
  }
  // An array of no axes is computed as NumPy's scalar, as NumPy's reductions are.
  nb::object value_object(const Value& value) const override;
  int traverse(visitproc, void*) const override { return 0; }
  void clear() override {}

  Array array;
};

}  // namespace tusk::python
