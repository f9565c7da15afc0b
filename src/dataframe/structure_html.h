// How a lazy frame looks in a notebook: a table of its columns and types, without rows.
#pragma once

#include <string>

#include "expr/node.h"

namespace tusk::dataframe {

// Needs no style sheet, and no more of the page's colours than that letters can be read. Of many columns the first and
// the last ones are shown.
std::string structure_html(const expr::Node& node);

}  // namespace tusk::dataframe
