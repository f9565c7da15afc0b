// GraphSketch: a run's task graph as a picture, or, when it is too large to look at, its groups of tasks.
#pragma once

#include <string>
#include <vector>

#include <tusk/graph/events.h>

#include "diagnostics/group_times.h"

namespace tusk::diagnostics {

struct GraphSketch {
  std::string dot;                  // in Graphviz's language; empty if there is nothing to draw
  std::vector<std::string> titles;  // what node t<i> stands for: a task's key and operation, or a group's name
  std::string note;                 // what the picture leaves out, for its reader
};

// Nodes have the class group_<number in `groups`>, so that a page can colour them. A summary of a very large graph
// looks at a part of its tasks, and says so. Milliseconds, at most a tenth of a second.
GraphSketch sketch_graph(const Run& run, GroupTimes& groups);

}  // namespace tusk::diagnostics
