// The values of a computed table's columns, as C++ has them.
#pragma once

#include <string>
#include <vector>

#include <tusk/data/table.h>

namespace tusk {

// Throw KeyError if there is no such column; an empty name is the last column, which is a series' values. Dates and
// texts are no numbers: TypeError. A missing value is NaN.
std::vector<double> numbers_of(const Table& table, const std::string& column = "");
// Any column; a missing value is empty.
std::vector<std::string> texts_of(const Table& table, const std::string& column = "");

}  // namespace tusk
