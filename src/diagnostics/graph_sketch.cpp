#include "diagnostics/graph_sketch.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "graph/count_text.h"
#include "graph/dot_label.h"

namespace tusk::diagnostics {
namespace {

using graph::TaskId;

constexpr TaskId kMostTasks = 150;  // drawn one by one
constexpr std::size_t kMostEdges = 600;
constexpr TaskId kMostExamined = 100'000;  // tasks that a summary looks at
constexpr std::size_t kMostInputsExamined = 16;
constexpr std::size_t kMostGroupsDrawn = 60;
constexpr std::size_t kMostLabelCharacters = 32;
constexpr std::size_t kMostTitleCharacters = 200;

constexpr std::string_view kHead =
    "digraph {\n  rankdir=BT bgcolor=transparent ranksep=0.35 nodesep=0.18\n"
    "  node [shape=box style=\"filled,rounded\" fontname=\"sans-serif\" fontsize=11 height=0.3 margin=\"0.12,0.04\"]\n"
    "  edge [arrowsize=0.6]\n";

void add_node(GraphSketch& sketch, std::size_t node, const std::string& label, std::uint32_t group) {
  sketch.dot += fmt::format("  t{} [label={} class=\"group_{}\"]\n", node, graph::dot_quoted(label), group);
}

std::string block_text(const Key& key) {
  return key.block.empty() ? "" : fmt::format(" ({})", fmt::join(key.block, ", "));
}

GraphSketch every_task(const Run& run, GroupTimes& groups) {
  GraphSketch sketch;
  sketch.dot = kHead;
  for (TaskId task = 0; task < run.task_count(); ++task) {
    const Key key = run.key(task);
    const std::string group = run.group(task);
    sketch.titles.push_back(graph::shortened(key.print() + "\n" + run.operation(task), kMostTitleCharacters));
    add_node(sketch, task, graph::shortened(group + block_text(key), kMostLabelCharacters), groups.number_of(group));
    for (const TaskId input : run.inputs(task)) sketch.dot += fmt::format("  t{} -> t{}\n", input, task);
  }
  sketch.dot += "}\n";
  return sketch;
}

// The groups of a graph and the edges between them, from a part of its tasks.
//
// Tasks of a layer lie side by side: where two examined tasks are of one group, so, most likely, is all between them;
// where they differ, the halves between them are examined too.
class Survey {
 public:
  Survey(const Run& run, GroupTimes& groups) : run_(run), groups_(groups), budget_(4 * std::int64_t(kMostExamined)) {
    const TaskId last = run.task_count() - 1;
    TaskId before = 0;
    std::uint32_t group_before = examine(0);
    for (TaskId task = 0; task < last; before = task) {
      task += std::min(step(), last - task);
      const std::uint32_t group = examine(task);
      fill(before, group_before, task, group);
      group_before = group;
    }
  }
  TaskId step() const { return run_.task_count() / kMostExamined + 1; }
  const std::map<std::uint32_t, std::uint64_t>& task_counts() const { return task_counts_; }
  const std::set<std::pair<std::uint32_t, std::uint32_t>>& edges() const { return edges_; }

 private:
  std::uint32_t examine(TaskId task) {
    --budget_;
    const std::uint32_t group = groups_.number_of(run_.group(task));
    ++task_counts_[group];
    std::vector<TaskId> inputs = run_.inputs(task);
    if (inputs.size() > kMostInputsExamined) inputs.resize(kMostInputsExamined);
    for (const TaskId input : inputs) edges_.emplace(groups_.number_of(run_.group(input)), group);
    return group;
  }

  void fill(TaskId first, std::uint32_t first_group, TaskId last, std::uint32_t last_group) {
    if (last - first <= 1) return;
    if (first_group == last_group || budget_ <= 0) {
      task_counts_[first_group] += last - first - 1;
      return;
    }
    const TaskId middle = first + (last - first) / 2;
    const std::uint32_t group = examine(middle);
    fill(first, first_group, middle, group);
    fill(middle, group, last, last_group);
  }

  const Run& run_;
  GroupTimes& groups_;
  std::int64_t budget_;
  std::map<std::uint32_t, std::uint64_t> task_counts_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> edges_;
};

GraphSketch every_group(const Run& run, GroupTimes& groups) {
  const Survey survey(run, groups);
  const std::string tasks = graph::counted(run.task_count(), "task");
  GraphSketch sketch;
  if (survey.task_counts().size() > kMostGroupsDrawn) {
    sketch.note = fmt::format("{} of {} names are too many to draw", tasks, survey.task_counts().size());
    return sketch;
  }
  sketch.note = fmt::format(
      "{} are too many to draw one by one: a box is all tasks of a name, an arrow says that some of "
      "them take inputs from there",
      tasks);
  if (survey.step() > 1) sketch.note += fmt::format(". About one task in {} was examined", survey.step());
  sketch.dot = kHead;
  std::map<std::uint32_t, std::size_t> nodes;
  for (const auto& [group, count] : survey.task_counts()) {
    const std::string name = groups.groups()[group].name;
    const std::string tasks =
        (survey.step() > 1 && count > survey.step() ? "about " : "") + graph::counted(count, "task");
    nodes[group] = sketch.titles.size();
    sketch.titles.push_back(name + "\n" + tasks);
    add_node(sketch, nodes[group], graph::shortened(name, kMostLabelCharacters) + "\n" + tasks, group);
  }
  for (const auto& [from, to] : survey.edges()) {
    if (nodes.contains(from)) sketch.dot += fmt::format("  t{} -> t{}\n", nodes[from], nodes[to]);
  }
  sketch.dot += "}\n";
  return sketch;
}

bool is_small(const Run& run) {
  if (run.task_count() > kMostTasks) return false;
  std::size_t edges = 0;
  for (TaskId task = 0; task < run.task_count(); ++task) edges += run.inputs(task).size();
  return edges <= kMostEdges;
}

}  // namespace

GraphSketch sketch_graph(const Run& run, GroupTimes& groups) {
  if (run.task_count() == 0) return {.dot = {}, .titles = {}, .note = "The run had no tasks"};
  return is_small(run) ? every_task(run, groups) : every_group(run, groups);
}

}  // namespace tusk::diagnostics
