// Registered C++ functions, as Python calls them.
#pragma once

#include <tusk/graph/function.h>

#include "python/delayed_object.h"

namespace tusk::python {

// The class `tusk._native.Operation`.
struct NativeFunction {
  FunctionPtr function;
  DelayedOptions options;
};

}  // namespace tusk::python
