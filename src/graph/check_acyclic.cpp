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

// The tasks of the graph along a cycle of the expanded one, from the one of the lowest id.
std::vector<TaskId> sources_along(const ExpandedGraph& expanded, std::vector<TaskId> cycle) {
  std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()), cycle.end());
  std::vector<TaskId> sources;
  for (const TaskId id : cycle) {
    if (!expanded.is_fused()) sources.push_back(expanded.source_of(id));
    else for (const TaskId task : expanded.chain_of(id)) sources.push_back(task);
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
