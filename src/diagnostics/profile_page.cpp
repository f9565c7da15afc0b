#include <tusk/diagnostics/profile_page.h>

#include <algorithm>
#include <limits>

#include <tusk/core/machine.h>

#include "diagnostics/report_json.h"
#include "diagnostics/report_page.h"
#include "graph/dot_label.h"

namespace tusk {
namespace {

using namespace diagnostics;

constexpr std::size_t kMostKeyCharacters = 160;

struct Span {
  std::int64_t start_ns = std::numeric_limits<std::int64_t>::max();
  std::int64_t end_ns = std::numeric_limits<std::int64_t>::min();

  void include(std::int64_t from_ns, std::int64_t to_ns) {
    start_ns = std::min(start_ns, from_ns);
    end_ns = std::max(end_ns, to_ns);
  }
};

Span span_of(const std::vector<TaskProfile>& tasks) {
  Span span;
  for (const TaskProfile& task : tasks) span.include(task.start_ns, task.end_ns);
  return span;
}

Span span_of(const ProfileContents& contents) {
  Span span = span_of(contents.tasks);
  for (const ResourceSample& sample : contents.resources) span.include(sample.time_ns, sample.time_ns);
  for (const CacheEntry& entry : contents.kept) span.include(entry.entry_ns, entry.exit_ns);
  return span.start_ns > span.end_ns ? Span{0, 0} : span;
}

std::string short_key(const TaskProfile& task) { return graph::shortened(task.key.print(), kMostKeyCharacters); }

void add_task(ReportContents& contents, const TaskProfile& task, graph::TaskId number) {
  const TaskEvent attempt{number,         std::uint16_t(task.worker), task.outcome, task.start_ns, task.end_ns,
                          task.size_bytes};
  const std::uint32_t group = contents.groups.number_of(task.group);
  contents.groups.add(group, attempt);
  contents.blocks.add(0, group, attempt);

  RunRecord& run = contents.runs[0];
  run.worker_count = std::max(run.worker_count, task.worker + 1);
  run.compute_ns += task.end_ns - task.start_ns;
  run.size_bytes += task.size_bytes;
  run.finished_count += task.outcome == TaskEventKind::Finished;
  run.retried_count += task.outcome == TaskEventKind::Retried;
  if (task.outcome != TaskEventKind::Failed) return;
  ++run.failed_count;
  if (++contents.failure_count > ReportContents::kMostFailures) return;
  contents.failures.push_back({.run = 0,
                               .key = short_key(task),
                               .operation = {},
                               .worker = task.worker,
                               .start_ns = task.start_ns,
                               .end_ns = task.end_ns});
}

// The tasks as one run, since nothing tells which of them ran together; its count says that it is none of the user's.
ReportContents contents_of(const std::vector<TaskProfile>& tasks) {
  ReportContents contents;
  if (tasks.empty()) return contents;
  const Span span = span_of(tasks);
  contents.runs.push_back(
      {.scheduler = "", .start_ns = span.start_ns, .end_ns = span.end_ns, .outcome = RunOutcome::Finished});
  for (std::size_t i = 0; i < tasks.size(); ++i) add_task(contents, tasks[i], graph::TaskId(i));
  for (TaskBlock& block : contents.blocks.blocks()) {
    if (block.task_count == 1) block.key = short_key(tasks[block.task]);
  }
  return contents;
}

}  // namespace

std::string profile_page(const ProfileContents& contents) {
  const Span span = span_of(contents);
  return report_page(contents.title, report_json(contents_of(contents.tasks), {.title = contents.title,
                                                                               .date = local_time(),
                                                                               .start_ns = span.start_ns,
                                                                               .end_ns = span.end_ns,
                                                                               .host = this_host(),
                                                                               .cores = cpu_count(),
                                                                               .memory_bytes = total_memory_bytes(),
                                                                               .versions = contents.versions,
                                                                               .resources = contents.resources,
                                                                               .graphs = {},
                                                                               .graph_notes = {},
                                                                               .kept = contents.kept,
                                                                               .metric_name = contents.metric_name}));
}

}  // namespace tusk
