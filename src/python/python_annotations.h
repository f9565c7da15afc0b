// Annotations as Python has them.
#pragma once

#include <tusk/graph/annotations.h>

#include "python/interpreter.h"

namespace tusk::python {

// A dict of those that are there, a user's own among them.
nb::dict to_python(const Annotations& annotations);

}  // namespace tusk::python
