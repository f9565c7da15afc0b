#include <fmt/format.h>

#include <tusk/core/atomic_file.h>
#include <tusk/core/error.h>
#include <tusk/plot/draw.h>

#include "core/child_program.h"
#include "plot/gnuplot_script.h"

namespace tusk::plot {

namespace {

void draw(const std::string& path, const std::string& script) {
  const auto result = core::run_program({"gnuplot"}, script);
  if (!result)
    throw OSError(
        "plots are drawn by the program `gnuplot`, and it is not on the PATH; install it, for example with `apt-get "
        "install gnuplot-nox`");
  if (!result->is_good || result->output.empty())
    throw OSError(fmt::format("gnuplot could not draw '{}': it {} and said \"{}\"", path, result->end, result->words));
  write_file_atomically(path, result->output);
}

}  // namespace

void bar(const std::string& path, const std::vector<std::string>& labels, const std::vector<double>& values,
         const Style& style) {
  draw(path, bar_script(labels, values, style));
}

void barh(const std::string& path, const std::vector<std::string>& labels, const std::vector<double>& values,
          const Style& style) {
  draw(path, barh_script(labels, values, style));
}

void histogram(const std::string& path, const std::vector<double>& edges, const std::vector<double>& counts,
               const Style& style) {
  draw(path, histogram_script(edges, counts, style));
}

void line(const std::string& path, const std::vector<std::string>& labels, const std::vector<double>& values,
          const Style& style) {
  draw(path, line_script(labels, values, style));
}

}  // namespace tusk::plot
