#include "plot/gnuplot_script.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <tusk/core/error.h>

namespace tusk::plot {

namespace {

constexpr int kDotsAnInch = 100;
constexpr double kMargin = 0.1;  // beyond the greatest value, as a share of all: room for the value's text
// With more labels than this, every second (third …) one is written. Those of a line are only places on the way.
constexpr std::size_t kMostLabels = 32;
constexpr std::size_t kMostLineLabels = 8;
// Longer labels, or more of them, stand askew; of a line's fewer are written.
constexpr std::size_t kMostLevelLetters = 70;
constexpr std::size_t kLettersBetween = 2;
// So few bars have their values beside them, which tells small ones apart beside a great one.
constexpr std::size_t kMostBarsWithValues = 20;

// Between double quotes; enhanced text is off, so nothing but the quote, the backslash and control characters matters.
std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return result + '"';
}

std::string preamble(const Style& style) {
  if (!(style.width_inches > 0) || !(style.height_inches > 0))
    throw ValueError(fmt::format("a plot is wider and higher than nothing: got {} by {} inches", style.width_inches,
                                 style.height_inches));
  return fmt::format(
      "set terminal pngcairo noenhanced size {},{} font \"DejaVu Sans,13\" background rgb \"#ffffff\"\n"
      "set encoding utf8\n"
      "set title {} font \"DejaVu Sans Bold,17\" offset 0,0.6\n"
      "set xlabel {} textcolor rgb \"#444444\"\n"
      "set ylabel {} textcolor rgb \"#444444\"\n"
      "set border 3 linewidth 1 linecolor rgb \"#999999\"\n"
      "set tics nomirror out scale 0.5 textcolor rgb \"#444444\"\n"
      "set grid linewidth 1 linecolor rgb \"#e4e4e4\" linetype 1\n"
      "set style fill solid 1 noborder\n"
      "set lmargin 14\nset rmargin 5\nset tmargin 4\n"
      "unset key\n",
      int(style.width_inches * kDotsAnInch), int(style.height_inches * kDotsAnInch), quoted(style.title),
      quoted(style.x_label), quoted(style.y_label));
}

// How an axis writes its numbers.
std::string number_format(const std::vector<double>& values, const char* axis) {
  double greatest = 0;
  for (const double value : values) greatest = std::max(greatest, std::isfinite(value) ? std::abs(value) : 0);
  if (greatest >= 1e12) return fmt::format("set format {} \"%.3g\"\n", axis);
  if (greatest >= 10) return fmt::format("set format {} \"%.0f\"\n", axis);
  return fmt::format("set format {} \"%.4g\"\n", axis);
}

void check_lengths(std::size_t labels, std::size_t values, const char* what) {
  if (labels == values) return;
  throw ValueError(fmt::format("a plot has a value for each {}: got {} and {} values", what, labels, values));
}

// The labels at their places along an axis.
std::string tics(const std::vector<std::string>& labels, const char* axis, bool may_turn,
                 std::size_t most = kMostLabels) {
  const std::size_t step = std::max<std::size_t>(1, (labels.size() + most - 1) / most);
  std::string places;
  std::size_t letters = 0;
  for (std::size_t i = 0; i < labels.size(); i += step) {
    places += fmt::format("{}{} {}", places.empty() ? "" : ", ", quoted(labels[i]), i);
    letters += labels[i].size() + kLettersBetween;
  }
  const bool is_turned = may_turn && letters > kMostLevelLetters;
  return fmt::format("set {}tics{} ({})\n", axis, is_turned ? " rotate by -40 left" : "", places) +
         (is_turned ? fmt::format("set bmargin {}\n", 7) : "");
}

std::string number(double value) { return std::isfinite(value) ? fmt::format("{:.17g}", value) : "NaN"; }

std::string numbered(const std::vector<double>& values) {
  std::string data = "$data << END\n";
  for (std::size_t i = 0; i < values.size(); ++i) data += fmt::format("{} {}\n", i, number(values[i]));
  return data + "END\n";
}

std::size_t most_line_labels(const std::vector<std::string>& labels) {
  std::size_t longest = 1;
  for (const std::string& label : labels) longest = std::max(longest, label.size());
  return std::clamp<std::size_t>(kMostLevelLetters / (longest + kLettersBetween), 2, kMostLineLabels);
}

// What is drawn besides the bars; `place` is where gnuplot finds a bar's end, and `value` its value.
std::string value_labels(std::size_t bars, const char* place, const char* value, const char* side) {
  if (bars > kMostBarsWithValues) return "\n";
  return fmt::format(", $data using {}:(sprintf(\"%.6g\", {})) with labels {} textcolor rgb \"#444444\"\n", place,
                     value, side);
}

// From zero to a little above the greatest value (below the least, where there are negative ones).
std::string range_from_zero(const std::vector<double>& values, const char* axis) {
  double least = 0, greatest = 0;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    least = std::min(least, value);
    greatest = std::max(greatest, value);
  }
  if (least == greatest) greatest = 1;
  const double margin = kMargin * (greatest - least);
  return fmt::format("set {}range [{}:{}]\n", axis, least < 0 ? number(least - margin) : "0",
                     greatest > 0 ? number(greatest + margin) : "0");
}

// Lines need not begin at zero, but don't go below it where no value does.
std::string line_range(const std::vector<double>& values) {
  const bool has_negative = std::any_of(values.begin(), values.end(), [](double value) { return value < 0; });
  return has_negative ? "set offsets 0, 0, graph 0.05, graph 0.05\n"
                      : "set yrange [0:*]\nset offsets 0, 0, graph 0.05, 0\n";
}

}  // namespace

std::string bar_script(const std::vector<std::string>& labels, const std::vector<double>& values, const Style& style) {
  check_lengths(labels.size(), values.size(), "label");
  return preamble(style) + number_format(values, "y") + tics(labels, "x", true) + range_from_zero(values, "y") +
         fmt::format("set xrange [-0.7:{}]\nset grid noxtics\nset boxwidth 0.8\n", double(labels.size()) - 0.3) +
         numbered(values) + "plot $data using 1:2 with boxes linecolor rgb \"#3b78a8\"" +
         value_labels(values.size(), "1:2", "$2", "center offset 0,0.6");
}

std::string barh_script(const std::vector<std::string>& labels, const std::vector<double>& values, const Style& style) {
  check_lengths(labels.size(), values.size(), "label");
  return preamble(style) + number_format(values, "x") + tics(labels, "y", false) + range_from_zero(values, "x") +
         fmt::format("set yrange [{}:-0.7]\nset grid noytics\n", double(labels.size()) - 0.3) + numbered(values) +
         "plot $data using (0):1:(0):2:($1-0.4):($1+0.4) with boxxyerror linecolor rgb \"#3b78a8\"" +
         value_labels(values.size(), "2:1", "$2", "left offset 0.6,0");
}

std::string histogram_script(const std::vector<double>& edges, const std::vector<double>& counts, const Style& style) {
  if (counts.empty() || edges.size() != counts.size() + 1)
    throw ValueError(
        fmt::format("a histogram has one edge more than counts, and one count at least: got {} edges and {} counts",
                    edges.size(), counts.size()));
  std::string data = "$data << END\n";
  for (std::size_t i = 0; i < counts.size(); ++i)
    data += fmt::format("{} {} {}\n", number(edges[i]), number(edges[i + 1]), number(counts[i]));
  return preamble(style) + number_format(counts, "y") + number_format(edges, "x") + range_from_zero(counts, "y") +
         fmt::format("set xrange [{}:{}]\nset grid noxtics\nset style fill solid 1 border rgb \"#ffffff\"\n",
                     number(edges.front()), number(edges.back())) +
         data + "END\nplot $data using (($1+$2)/2):3:($2-$1) with boxes linecolor rgb \"#3b78a8\"\n";
}

std::string line_script(const std::vector<std::string>& labels, const std::vector<double>& values, const Style& style) {
  check_lengths(labels.size(), values.size(), "label");
  return preamble(style) + number_format(values, "y") + tics(labels, "x", true, most_line_labels(labels)) +
         "set grid noxtics\n" + line_range(values) +
         fmt::format("set xrange [0:{}]\n",
                     std::max<std::size_t>(1, labels.size() - std::min<std::size_t>(1, labels.size()))) +
         numbered(values) + "plot $data using 1:2 with lines linewidth 2 linecolor rgb \"#3b78a8\"\n";
}

}  // namespace tusk::plot
