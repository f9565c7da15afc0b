// What Python's objects are in C++: numbers, texts, containers, arrays and tables as native values.
#pragma once

#include <tusk/data/value.h>

#include "python/interpreter.h"

namespace tusk::python {

// The native value that an object stands for, or None if there is none. Numbers and NumPy's scalars become scalars;
// lists, tuples and sets sequences, dicts sequences of pairs; what has a buffer, or __dlpack__, an array over the same
// memory, and what has __arrow_c_stream__ a table. Never throws what Python throws. With the GIL.
Value native_value(nb::handle object);

// Throws ValueError for containers that lie deeper in each other than values may; a list may even lie in itself.
void expect_shallow(std::uint32_t depth);

}  // namespace tusk::python
