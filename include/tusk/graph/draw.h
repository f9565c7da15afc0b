// Drawing a task graph, with Graphviz's `dot` program as a child process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include <tusk/graph/task_graph.h>

namespace tusk {

enum class GraphColor : std::uint8_t { None, Order, Layer };

struct DrawOptions {
  std::string format = {};              // "svg", "png", "pdf", "dot"; empty: by the file's name, else "png"
  GraphColor color = GraphColor::None;  // Order: by static order, dark to light; Layer: a colour a layer
  bool optimize = false;                // draw what would run: culled and fused
  std::string rankdir = "BT";           // direction of the arrows: BT, TB, LR, RL
  std::size_t most_nodes = 1000;        // beyond that many, or a tenth side by side, a node is a group of like tasks
};

namespace graph {

// The picture in Graphviz's language: circles are tasks, boxes are their results, as Dask draws them; the boxes of
// `outputs` have a thick border. A task is labelled with its group (its key's prefix), or its place in the order; a
// box with the numbers of its block. Tasks in explicit layers count as of one layer when they are of one group.
// Throws ValueError on an unknown rankdir, KeyError for an output that is not there, and what expanding the graph and,
// if asked for, ordering it throw.
std::string dot_text(const TaskGraph& graph, std::span<const TaskId> outputs, const DrawOptions& options = {});

// The picture as a file of options.format holds it, by default "png". Throws ValueError on an unknown format, OSError
// if `dot` is missing (and how to install it) or fails (with its words), and what dot_text() throws. "dot" needs no
// program.
std::string picture(const TaskGraph& graph, std::span<const TaskId> outputs, const DrawOptions& options = {});

// Writes the picture to `path` (atomically) and returns the path; a name without the ending of a
// format gets one. Throws what picture() throws, ValueError if the ending and the format disagree, and OSError if the
// file can't be written.
std::string draw(const TaskGraph& graph, std::span<const TaskId> outputs, const std::string& path,
                 const DrawOptions& options = {});

}  // namespace graph
}  // namespace tusk
