// Plots in gnuplot's language. The picture goes to standard output.
#pragma once

#include <string>
#include <vector>

#include <tusk/plot/draw.h>

namespace tusk::plot {

std::string bar_script(const std::vector<std::string>& labels, const std::vector<double>& values, const Style& style);
std::string barh_script(const std::vector<std::string>& labels, const std::vector<double>& values, const Style& style);
std::string histogram_script(const std::vector<double>& edges, const std::vector<double>& counts, const Style& style);
std::string line_script(const std::vector<std::string>& labels, const std::vector<double>& values, const Style& style);

}  // namespace tusk::plot
