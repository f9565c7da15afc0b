#include "graph/dot_program.h"

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "core/child_program.h"

namespace tusk::graph {

std::string run_dot(std::string_view text, const std::string& format) {
  auto result = core::run_program({"dot", "-T" + format}, text);
  if (!result)
    throw OSError(
        "drawing needs Graphviz's program `dot`, and it is not on the PATH; install it, for example with `apt-get "
        "install graphviz`, or draw to a .dot file, which needs no program");
  if (result->is_good && !result->output.empty()) return std::move(result->output);
  throw OSError(fmt::format("Graphviz's program `dot` could not draw the graph as {}: it {} and said \"{}\"", format,
                            result->end, result->words));
}

}  // namespace tusk::graph
