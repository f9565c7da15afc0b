// Tasks that compute nothing: a literal is its constant, an alias is its input.
#pragma once

#include <tusk/data/value.h>
#include <tusk/graph/operation.h>

namespace tusk {

// The operation of a task without inputs whose result is `value`. It is portable if the value is; its hash is the
// value's.
OperationPtr literal(Value value);

// The constant of a literal, valid as long as it; nullptr for other operations.
const Value* literal_value(const Operation& operation);

// The operation that returns its only input: another key for the same result. All are one object.
OperationPtr alias();

}  // namespace tusk
