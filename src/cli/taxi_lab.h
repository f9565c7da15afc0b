// The taxi lab, which examples/taxi_lab.cpp holds and the command is made of too.
#pragma once

#include <string>
#include <vector>

// Takes --data GLOB, --out FOLDER, --scheduler NAME, --quiet. Throws ValueError for other arguments, and what reading,
// computing and writing throw.
void taxi_lab(const std::vector<std::string>& arguments);
