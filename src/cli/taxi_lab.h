// The taxi lab, which examples/taxi_lab.cpp holds and the command is made of too.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

// Takes --data GLOB, --out FOLDER, --scheduler NAME, --quiet. Throws ValueError for other arguments, and what reading,
// computing and writing throw; a run that `stop` ends throws CancelledError.
void taxi_lab(const std::vector<std::string>& arguments, std::stop_token stop);
