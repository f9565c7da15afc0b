// What names a row: its place in the index, or its number.
#pragma once

#include <string>

#include "expr/node.h"

namespace tusk::dataframe {

struct LabelledRows {
  expr::NodePtr rows;
  std::string label;  // the column of the labels
};

// The rows with a column that holds their labels: the index, or without one their numbers from 0. Throws
// NotImplementedError for an index of several levels. `doing` begins the message.
LabelledRows with_labels(const expr::NodePtr& input, const std::string& doing);

}  // namespace tusk::dataframe
