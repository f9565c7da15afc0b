// Tokens: hashes of Python objects by what they are, equal in every process of the same Python.
//
// Numbers, texts, containers, dataclasses, arrays and everything that pickle can take apart count by value; a function
// by its name, its code and what that refers to. Dicts count in their order, since a function may see it. An object
// that can't be taken apart (a lock, a generator) is like no other: its token is random.
#pragma once

#include <tusk/core/hash.h>

#include "python/interpreter.h"

namespace tusk::python {

// With the GIL. Throws what an object's own methods throw.
Hash128 token_of(nb::handle object);

}  // namespace tusk::python
