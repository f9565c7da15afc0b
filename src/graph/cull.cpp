#include <algorithm>

#include <fmt/format.h>

#include <tusk/core/error.h>

#include "graph/expanded_graph.h"

namespace tusk::graph {

namespace {

// 1 for each task that is needed, else 0. Tasks mostly come after their inputs, so one pass from the last to the first
// finds nearly all of them, in the order in which they lie in memory; what is needed by an earlier task is followed at
// once.
std::vector<std::uint8_t> needed_tasks(const ExpandedGraph& expanded, std::span<const TaskId> outputs) {
  std::vector<std::uint8_t> needed(expanded.task_count());
  for (const TaskId output : outputs) needed[output] = 1;
  std::vector<TaskId> later;
  const auto mark_inputs = [&later, is_needed = needed.data(), start = expanded.input_start.data(),
                            inputs = expanded.inputs.data()](TaskId id, TaskId place) {
    for (std::uint32_t i = start[id]; i < start[id + 1]; ++i) {
      if (inputs[i] > place && !is_needed[inputs[i]]) later.push_back(inputs[i]);
      is_needed[inputs[i]] = 1;
    }
  };
  for (TaskId place = expanded.task_count(); place-- > 0;) {
    if (!needed[place]) continue;
    mark_inputs(place, place);
    while (!later.empty()) {
      const TaskId id = later.back();
      later.pop_back();
      mark_inputs(id, place);
    }
  }
  return needed;
}

// Moves what is needed to the front of its arrays.
TaskArray<TaskId> keep_needed(ExpandedGraph& expanded, const std::vector<std::uint8_t>& needed, TaskId count) {
  TaskArray<TaskId> new_id(expanded.task_count());
  expanded.source.resize(count);
  TaskId kept = 0;
  std::uint32_t kept_inputs = 0;
  for (TaskId id = 0; id < expanded.task_count(); ++id) {
    if (!needed[id]) continue;
    new_id[id] = kept;
    const auto inputs = expanded.inputs_of(id);
    std::copy(inputs.begin(), inputs.end(), expanded.inputs.begin() + kept_inputs);
    kept_inputs += std::uint32_t(inputs.size());
    expanded.operation_of[kept] = expanded.operation_of[id];
    expanded.source[kept] = id;
    expanded.input_start[kept] = kept_inputs - std::uint32_t(inputs.size());
    ++kept;
  }
  expanded.input_start[kept] = kept_inputs;
  expanded.operation_of.resize(kept);
  expanded.input_start.resize(std::size_t(kept) + 1);
  expanded.inputs.resize(kept_inputs);
  for (auto* numbers : {&expanded.operation_of, &expanded.input_start, &expanded.inputs}) numbers->shrink_to_fit();
  for (TaskId& input : expanded.inputs) input = new_id[input];
  return new_id;
}

void check_outputs(const ExpandedGraph& expanded, std::span<const TaskId> outputs) {
  for (const TaskId output : outputs) {
    if (output < expanded.task_count()) continue;
    throw KeyError(fmt::format("every output is a task of its graph: got task {}, and there are {} tasks", output,
                               expanded.task_count()));
  }
}

}  // namespace

ExpandedGraph cull(ExpandedGraph expanded, std::vector<TaskId>& outputs) {
  TUSK_CHECK(expanded.source.empty() && expanded.consumer_start.empty(), "a graph is culled as it was expanded");
  check_outputs(expanded, outputs);
  const std::vector<std::uint8_t> needed = needed_tasks(expanded, outputs);
  const auto count = TaskId(std::count(needed.begin(), needed.end(), 1));
  if (count < expanded.task_count()) {
    const TaskArray<TaskId> new_id = keep_needed(expanded, needed, count);
    for (TaskId& output : outputs) output = new_id[output];
  }
  link_consumers(expanded);
  return expanded;
}

}  // namespace tusk::graph
