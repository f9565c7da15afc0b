// The operation that makes a collection's value from the results of its tasks.
#pragma once

#include <tusk/delayed/node.h>

namespace tusk::lazy {

// Works in this process only, since it needs the collection itself.
OperationPtr finish_operation(CollectionPtr collection);

}  // namespace tusk::lazy
