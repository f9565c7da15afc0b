// Python objects and texts as C++ strings, for people.
#pragma once

#include <string>

#include "python/interpreter.h"

namespace tusk::python {

// A str as UTF-8; what UTF-8 has no place for (lone surrogates) is escaped. With the GIL, as all here.
std::string text_of(nb::handle str);
// A str of UTF-8, whose invalid bytes are replaced.
nb::str str_of(std::string_view text);
// repr() on one line, a hundred characters or so at most. Never throws.
std::string short_repr(nb::handle object);
// What people call a function or class: inc, lambda, sum.
std::string callable_name(nb::handle callable);

}  // namespace tusk::python
