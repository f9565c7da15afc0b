#include <algorithm>

#include <fmt/format.h>
#include <tusk/core/error.h>

#include "graph/expanded_graph.h"

namespace tusk::graph {

namespace {

// Which tasks are needed. Tasks mostly come after their inputs, so one pass from the last to the first finds nearly all
// of them, in the order in which they lie in memory; what is needed by an earlier task is followed at once.
class NeededTasks {
 public:
  NeededTasks(const ExpandedGraph& expanded, std::span<const TaskId> outputs) : expanded_(expanded), is_needed_(expanded.task_count()) {
    for (const TaskId output : outputs) mark(output);
    for (TaskId id = expanded.task_count(); id-- > 0;) {
      if (is_needed_[id]) follow(id);
    }
  }

  bool operator[](TaskId id) const { return is_needed_[id]; }
  TaskId count() const { return count_; }

 private:
  void mark(TaskId id) {
    count_ += is_needed_[id] == 0;
    is_needed_[id] = 1;
  }

  // Follows the task where the pass is; what comes after it will not be met again.
  void follow(TaskId place) {
    mark_inputs(place, place);
    while (!later_.empty()) {
      const TaskId later = later_.back();
      later_.pop_back();
      mark_inputs(later, place);
    }
  }

  void mark_inputs(TaskId id, TaskId place) {
    for (const TaskId input : expanded_.inputs_of(id)) {
      if (input > place && !is_needed_[input]) later_.push_back(input);
      mark(input);
    }
  }

  const ExpandedGraph& expanded_;
  std::vector<std::uint8_t> is_needed_;
  std::vector<TaskId> later_;
  TaskId count_ = 0;
};

// Moves what is needed to the front of its arrays.
std::vector<TaskId> keep_needed(ExpandedGraph& expanded, const NeededTasks& is_needed) {
  std::vector<TaskId> new_id(expanded.task_count());
  expanded.source.resize(is_needed.count());
  TaskId kept = 0;
  std::uint32_t kept_inputs = 0;
  for (TaskId id = 0; id < expanded.task_count(); ++id) {
    if (!is_needed[id]) continue;
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
    throw KeyError(fmt::format("every output is a task of its graph: got task {}, and there are {} tasks", output, expanded.task_count()));
  }
}

}  // namespace

ExpandedGraph cull(ExpandedGraph expanded, std::vector<TaskId>& outputs) {
  TUSK_CHECK(expanded.source.empty() && expanded.consumer_start.empty(), "a graph is culled as it was expanded");
  check_outputs(expanded, outputs);
  if (const NeededTasks is_needed(expanded, outputs); is_needed.count() < expanded.task_count()) {
    const std::vector<TaskId> new_id = keep_needed(expanded, is_needed);
    for (TaskId& output : outputs) output = new_id[output];
  }
  link_consumers(expanded);
  return expanded;
}

}  // namespace tusk::graph
