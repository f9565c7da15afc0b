// explain: what will be done, in words.
#pragma once

#include <string>

#include "expr/node.h"

namespace tusk::expr {

// The expression as it was written, as a tree; then, for each pass that changed it, the tree afterwards; then the tasks
// and about how many bytes are read.
std::string explain(const NodePtr& node);

}  // namespace tusk::expr
