// Graphviz's `dot` program, run as a child process; its library is not thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace tusk::graph {

// The picture of `text` (a graph in Graphviz's language) in `format`, as dot's option -T names it. Found along the
// PATH; no shell is involved. Throws OSError if there is no such program (and how to install it), or with its own words
// if it fails. Thread-safe.
std::string run_dot(std::string_view text, const std::string& format);

}  // namespace tusk::graph
