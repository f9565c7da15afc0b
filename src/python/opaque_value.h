// OpaqueValue: a C++ object that Python has no word for, as Python holds it.
#pragma once

#include <tusk/data/value.h>

namespace tusk::python {

struct OpaqueValue {
  Value value;
};

}  // namespace tusk::python
