// Operations made of other operations.
#pragma once

#include <vector>

#include <tusk/graph/operation.h>

namespace tusk::lazy {

// Each step but the first takes the result of the one before as its only input. At least one step.
OperationPtr chain(std::vector<OperationPtr> steps);

// The same operation for a task that has one more input, at the end, whose value it does not want.
OperationPtr after(OperationPtr operation);

}  // namespace tusk::lazy
