#include <algorithm>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "graph/expanded_graph.h"

namespace tusk::graph {

namespace {

bool follows_its_inputs(const ExpandedGraph& expanded) {
  for (TaskId id = 0; id < expanded.task_count(); ++id) {
    for (const TaskId input : expanded.inputs_of(id)) {
      if (input >= id) return false;
    }
  }
  return true;
}

// The tasks of the graph along a cycle of the expanded one.
std::vector<TaskId> sources_along(const ExpandedGraph& expanded, std::span<const TaskId> cycle) {
  std::vector<TaskId> sources;
  for (const TaskId id : cycle) {
    const std::vector<TaskId> chain = expanded.sources_of(id);
    sources.insert(sources.end(), chain.begin(), chain.end());
  }
  return sources;
}

std::string cycle_text(const TaskGraph& graph, std::span<const TaskId> cycle) {
  constexpr std::size_t kMostShown = 8;
  std::string text;
  for (const TaskId id : cycle.first(std::min(cycle.size(), kMostShown))) text += graph.key(id).quoted() + " -> ";
  if (cycle.size() > kMostShown) text += fmt::format("... ({} tasks) -> ", cycle.size());
  return text + graph.key(cycle[0]).quoted();
}

}  // namespace

void check_acyclic(const ExpandedGraph& expanded) {
  if (follows_its_inputs(expanded)) return;
  const std::vector<TaskId> cycle = find_cycle(expanded.edges());
  if (cycle.empty()) return;
  throw ValueError(fmt::format("tasks need each other in a cycle: {}; let one of them do without the one before it",
                               cycle_text(*expanded.graph, sources_along(expanded, cycle))));
}

}  // namespace tusk::graph
