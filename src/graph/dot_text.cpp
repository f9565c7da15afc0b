#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tusk/core/error.h>
#include <tusk/graph/draw.h>

#include "graph/color.h"
#include "graph/count_text.h"
#include "graph/dot_label.h"
#include "graph/expanded_graph.h"
#include "graph/task_groups.h"
#include "graph/widest_row.h"

namespace tusk::graph {

namespace {

constexpr std::size_t kMostLabelCharacters = 40;
constexpr std::size_t kMostSideBySide = 100;

// What is drawn: all tasks, or what would run.
struct Subject {
  ExpandedGraph tasks;
  std::vector<TaskId> outputs;
};

std::vector<TaskId> unused_results(const ExpandedGraph& tasks) {
  std::vector<TaskId> unused;
  for (TaskId id = 0; id < tasks.task_count(); ++id) {
    if (tasks.consumers_of(id).empty()) unused.push_back(id);
  }
  return unused;
}

Subject subject_of(const TaskGraph& graph, std::span<const TaskId> outputs, bool optimize) {
  Subject subject{expand(std::make_shared<TaskGraph>(graph)), {outputs.begin(), outputs.end()}};
  if (!optimize) {
    link_consumers(subject.tasks);
    return subject;
  }
  if (outputs.empty()) {
    ExpandedGraph all = subject.tasks;
    link_consumers(all);
    subject.outputs = unused_results(all);
  }
  subject.tasks = fuse(cull(std::move(subject.tasks), subject.outputs), subject.outputs);
  return subject;
}

class DotWriter {
 public:
  DotWriter(const Subject& subject, const DrawOptions& options)
      : tasks_(subject.tasks), options_(options), groups_(task_groups(tasks_, false)) {
    if (options.color == GraphColor::Order) {
      check_acyclic(tasks_);
      ranks_ = static_order(tasks_.edges());
    }
    line("digraph tusk {{");
    line("graph [rankdir={}, nodesep=0.25, ranksep=0.3]", options.rankdir);
    line("node [fontname=\"Helvetica\", fontsize=12, style=filled, fillcolor=\"#ffffff\", color=\"#444444\"]");
    line("edge [color=\"#777777\", arrowsize=0.7]");
    can_show_tasks() ? write_tasks(subject.outputs) : write_groups();
    text_ += "}\n";
  }

  std::string text() && { return std::move(text_); }

 private:
  template <class... T>
  void line(fmt::format_string<T...> format, T&&... values) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<T>(values)...);
    text_ += '\n';
  }

  // Not very many, and not so many side by side that the picture is a line.
  bool can_show_tasks() const {
    return tasks_.task_count() <= options_.most_nodes &&
           widest_row(tasks_) <= std::max(kMostSideBySide, options_.most_nodes / 10);
  }

  void write_tasks(std::span<const TaskId> outputs) {
    line("graph [pack=16, packmode=array]");
    line("node [shape=ellipse, width=0.55, height=0.55, margin=\"0.04,0.04\"]");
    for (TaskId id = 0; id < tasks_.task_count(); ++id) {
      const std::string label = ranks_.empty() ? shortened(groups_.labels[groups_.group_of[id]], kMostLabelCharacters)
                                               : std::to_string(ranks_[id]);
      line("t{} [label={}, tooltip={}{}]", id, dot_quoted(label), dot_quoted(tooltip(id)), fill(color_of(id)));
    }
    line("node [shape=box, width=0.3, height=0.25, margin=\"0.08,0.03\", fontsize=11, fillcolor=\"#eeeeee\"]");
    std::vector<bool> is_output(tasks_.task_count());
    for (const TaskId output : outputs) is_output[output] = true;
    for (TaskId id = 0; id < tasks_.task_count(); ++id) {
      const Key key = tasks_.key(id);
      line("r{} [label={}, tooltip={}{}{}]", id, dot_quoted(block_text(key)), dot_quoted(key.print()),
           fill(color_of(id)), is_output[id] ? ", penwidth=3" : "");
      line("t{} -> r{}", id, id);
      for (const TaskId input : tasks_.inputs_of(id)) line("r{} -> t{}", input, id);
    }
  }

  void write_groups() {
    if (groups_.labels.size() > options_.most_nodes) groups_ = task_groups(tasks_, true);
    line("node [shape=box, style=\"filled,rounded\", margin=\"0.2,0.1\"]");
    const std::vector<double> places = mean_places();
    for (std::uint32_t group = 0; group < groups_.labels.size(); ++group) {
      const std::string label =
          shortened(groups_.labels[group], kMostLabelCharacters) + "\n" + counted(groups_.task_counts[group], "task");
      line("g{} [label={}{}]", group, dot_quoted(label), fill(group_color(group, places)));
    }
    for (const auto& [from, to] : group_edges()) line("g{} -> g{}", from, to);
  }

  std::set<std::pair<std::uint32_t, std::uint32_t>> group_edges() const {
    std::set<std::pair<std::uint32_t, std::uint32_t>> edges;
    for (TaskId id = 0; id < tasks_.task_count(); ++id) {
      for (const TaskId input : tasks_.inputs_of(id)) edges.emplace(groups_.group_of[input], groups_.group_of[id]);
    }
    return edges;
  }

  // Where in the order each group's tasks lie on average, from 0 to 1.
  std::vector<double> mean_places() const {
    std::vector<double> places(groups_.labels.size());
    for (TaskId id = 0; id < ranks_.size(); ++id)
      places[groups_.group_of[id]] += place(ranks_[id]) / groups_.task_counts[groups_.group_of[id]];
    return places;
  }

  double place(Rank rank) const { return ranks_.size() < 2 ? 0.5 : double(rank) / double(ranks_.size() - 1); }

  std::optional<Color> color_of(TaskId id) const {
    if (options_.color == GraphColor::Order) return order_color(place(ranks_[id]));
    if (options_.color == GraphColor::Layer) return layer_color(groups_.group_of[id]);
    return std::nullopt;
  }

  std::optional<Color> group_color(std::uint32_t group, const std::vector<double>& places) const {
    if (options_.color == GraphColor::Order) return order_color(places[group]);
    if (options_.color == GraphColor::Layer) return layer_color(group);
    return std::nullopt;
  }

  static std::string fill(const std::optional<Color>& color) {
    if (!color) return "";
    return fmt::format(", fillcolor=\"{}\", fontcolor=\"{}\"", color->hex(), text_color(*color).hex());
  }

  // The key, and what is done under it.
  std::string tooltip(TaskId id) const {
    constexpr std::size_t kMostTooltipCharacters = 300;
    std::string text = tasks_.key(id).print();
    for (const std::uint32_t operation : tasks_.operations_of(id)) text += '\n' + tasks_.operations[operation]->print();
    return shortened(text, kMostTooltipCharacters);
  }

  static std::string block_text(const Key& key) { return fmt::format("{}", fmt::join(key.block, ", ")); }

  const ExpandedGraph& tasks_;
  const DrawOptions& options_;
  TaskGroups groups_;
  std::vector<Rank> ranks_;  // only where they colour
  std::string text_;
};

void check_rankdir(const std::string& rankdir) {
  constexpr std::string_view kDirections[] = {"BT", "TB", "LR", "RL"};
  if (std::find(std::begin(kDirections), std::end(kDirections), rankdir) != std::end(kDirections)) return;
  throw ValueError(fmt::format("the arrows of a picture go BT, TB, LR or RL: got rankdir \"{}\"", rankdir));
}

}  // namespace

std::string dot_text(const TaskGraph& graph, std::span<const TaskId> outputs, const DrawOptions& options) {
  check_rankdir(options.rankdir);
  for (const TaskId output : outputs) (void)graph.layer_of(output);
  const Subject subject = subject_of(graph, outputs, options.optimize);
  return DotWriter(subject, options).text();
}

}  // namespace tusk::graph
