// push_predicates: filters go towards the source, and what they ask of its columns goes into the scan.
#pragma once

#include "expr/node.h"

namespace tusk::expr {

// filter(select(x)) is select(filter(x)), and so for what is assigned or computed from x and used for nothing else:
// less is computed. A scan all of whose rows are filtered by one mask gets the mask's comparisons as bounds, from which
// it may skip what has no such row.
std::vector<NodePtr> push_predicates(Inputs roots);

}  // namespace tusk::expr
