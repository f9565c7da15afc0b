// common_parts: equal expressions become one node, so their work is done once.
#pragma once

#include "expr/node.h"

namespace tusk::expr {

// Where one of the equal nodes holds its rows already, that one is kept.
std::vector<NodePtr> common_parts(Inputs roots);

}  // namespace tusk::expr
