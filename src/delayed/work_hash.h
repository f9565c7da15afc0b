// The identity of work: what is done, with what.
#pragma once

#include <span>

#include <tusk/delayed/node.h>

namespace tusk::lazy {

// Of a pure operation on these inputs: equal for equal work. `operation` is its hash.
Hash128 work_hash(const Hash128& operation, std::span<const NodePtr> inputs);

}  // namespace tusk::lazy
