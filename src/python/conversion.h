// Between Python's objects and values: the one place. All with the GIL.
//
//   value                     in Python
//   None                      None
//   numbers, truth, text      bool, int, float, complex, str
//   Sequence                  list
//   C++ containers            list, dict, set, tuple
//   NdArray                   a read-only numpy.ndarray over the same memory (tusk.NdArray without NumPy)
//   Table                     tusk.Table, which offers the Arrow C stream interface; of a computed frame pandas' object
//   an object of Python's     itself
//   any other C++ object      tusk.OpaqueValue: a handle
#pragma once

#include <tusk/data/value.h>

#include "python/interpreter.h"

namespace tusk::python {

// The value of an object as it is: Tusk's own wrappers stand for what they hold, anything else stays the same object.
Value to_value(nb::handle object);
// What to_value() gives, as a native value if there is one: for C++ operations.
Value to_native_value(nb::handle object);
nb::object to_python(const Value& value);

}  // namespace tusk::python
