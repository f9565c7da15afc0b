// Objects of Python's as bytes, by cloudpickle: functions of the main program, lambdas and closures go along whole.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "python/interpreter.h"

namespace tusk::python {

// Throws what pickling throws. With the GIL, as both.
std::string pickled(nb::handle object);
// The bytes, or nothing if the object can't be pickled.
std::optional<std::string> try_pickled(nb::handle object);
nb::object unpickled(std::span<const std::byte> bytes);

}  // namespace tusk::python
