// What the binding needs of queries beside DataFrame's methods.
#pragma once

#include <string>
#include <vector>

#include <tusk/dataframe/data_frame.h>

namespace tusk::dataframe {

// The frame with all assignments done, or, if the text is an expression alone, what it is: a series, or a scalar.
LazyFrame evaluated(const DataFrame& frame, const std::string& text, const QueryVariables& variables);
// The names that stand after an @ in a query or in assignments.
std::vector<std::string> query_variables(const std::string& text);

}  // namespace tusk::dataframe
