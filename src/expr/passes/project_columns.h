// project_columns: only the columns that somebody wants are read, and carried along.
#pragma once

#include "expr/node.h"

namespace tusk::expr {

// Of columns of which only missing values are asked, only that is read.
std::vector<NodePtr> project_columns(Inputs roots);

}  // namespace tusk::expr
