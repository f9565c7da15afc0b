// How much memory an object of Python's takes.
#pragma once

#include <cstddef>

#include "python/interpreter.h"

namespace tusk::python {

// Whether object_size() is so cheap that it can be asked for every result.
bool has_quick_size(nb::handle object);

// Bytes: sys.getsizeof, or `nbytes` where the type has it. Lists, tuples, sets and dicts count what they hold, guessed
// from a few of their elements. Never throws. With the GIL.
std::size_t object_size(nb::handle object);

}  // namespace tusk::python
