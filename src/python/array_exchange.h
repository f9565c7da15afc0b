// Arrays in and out without a copy: Python's buffer protocol and DLPack.
#pragma once

#include <optional>

#include <tusk/data/ndarray.h>

#include "python/interpreter.h"

namespace tusk::python {

// The array over the memory of an object that has a buffer of numbers (NumPy, bytes, array.array, memoryview) or is a
// DLPack tensor on the CPU; nothing for others, and for elements that we don't have. With the GIL.
std::optional<NdArray> array_over(nb::handle object);
// A read-only numpy.ndarray over the array's memory.
nb::object numpy_over(const NdArray& array);

}  // namespace tusk::python
