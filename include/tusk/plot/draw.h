// Plots as PNG files: bars, histograms, lines. Drawn by the program `gnuplot`, which must be installed.
//
//   plot::histogram("fares.png", edges, counts, {.title = "Fares", .x_label = "US dollars"});
//
// Values that are NaN are left out. A file is there whole or not at all. All throw ValueError for lists of the wrong
// length, OSError if gnuplot is missing, or fails, or the file can't be written.
#pragma once

#include <string>
#include <vector>

namespace tusk::plot {

struct Style {
  std::string title = {};
  std::string x_label = {};
  std::string y_label = {};
  double width_inches = 10;  // of 100 dots
  double height_inches = 8;
};

// A bar for each label, with its value beside it where they are few; with many labels every few of them are written.
void bar(const std::string& path, const std::vector<std::string>& labels, const std::vector<double>& values,
         const Style& style = {});
// The same lying down, the first label on top.
void barh(const std::string& path, const std::vector<std::string>& labels, const std::vector<double>& values,
          const Style& style = {});
// counts[i] between edges[i] and edges[i + 1].
void histogram(const std::string& path, const std::vector<double>& edges, const std::vector<double>& counts,
               const Style& style = {});
// Values at equal distances, under their labels.
void line(const std::string& path, const std::vector<std::string>& labels, const std::vector<double>& values,
          const Style& style = {});

}  // namespace tusk::plot
