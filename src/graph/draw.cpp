#include <tusk/graph/draw.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tusk/core/atomic_file.h>
#include <tusk/core/error.h>

#include "graph/dot_program.h"

namespace tusk::graph {

namespace {

constexpr std::string_view kFormats[] = {"svg", "png", "pdf", "dot"};

bool is_format(const std::string& format) {
  return std::find(std::begin(kFormats), std::end(kFormats), format) != std::end(kFormats);
}

void check_format(const std::string& format) {
  if (is_format(format)) return;
  throw ValueError(fmt::format("a graph is drawn as {}: got \"{}\"", fmt::join(kFormats, ", "), format));
}

// The ending of a file's name without its dot; empty if there is none.
std::string ending_of(const std::string& path) {
  const std::string ending = std::filesystem::path(path).extension().string();
  return ending.empty() ? "" : ending.substr(1);
}

// The name that the picture's file gets, and its format.
std::pair<std::string, std::string> target_of(const std::string& path, const std::string& format) {
  const std::string ending = ending_of(path);
  if (format.empty()) return ending.empty() ? std::pair(path + ".png", std::string("png")) : std::pair(path, ending);
  check_format(format);
  if (ending == format) return {path, format};
  if (!is_format(ending)) return {path + "." + format, format};
  throw ValueError(fmt::format(
      "a picture's name ends in its format: got the name \"{}\" and the format \"{}\"; leave one of them out", path,
      format));
}

}  // namespace

std::string picture(const TaskGraph& graph, std::span<const TaskId> outputs, const DrawOptions& options) {
  const std::string format = options.format.empty() ? "png" : options.format;
  check_format(format);
  std::string text = dot_text(graph, outputs, options);
  return format == "dot" ? text : run_dot(text, format);
}

std::string draw(const TaskGraph& graph, std::span<const TaskId> outputs, const std::string& path,
                 const DrawOptions& options) {
  const auto [target, format] = target_of(path, options.format);
  DrawOptions chosen = options;
  chosen.format = format;
  write_file_atomically(target, picture(graph, outputs, chosen));
  return target;
}

}  // namespace tusk::graph
