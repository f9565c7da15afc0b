#include "diagnostics/report_recorder.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <tusk/core/error.h>

#include "diagnostics/task_attempt.h"
#include "graph/dot_label.h"

namespace tusk::diagnostics {
namespace {

constexpr std::size_t kMostNameCharacters = 160;
constexpr std::size_t kMostErrorCharacters = 800;

std::int64_t now_ns() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

std::string brief(std::string text, std::size_t most_characters) {
  return text.size() <= most_characters ? text : graph::shortened(text, most_characters);
}

void describe(RunRecord& record, const std::exception_ptr& failure) {
  record.outcome = failure ? RunOutcome::Failed : RunOutcome::Finished;
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const CancelledError& error) {
    record.outcome = RunOutcome::Cancelled;
    record.error = error.what();
  } catch (const std::exception& error) {
    record.error = brief(error.what(), kMostErrorCharacters);
  } catch (...) {
    record.error = "an exception that is no std::exception";
  }
}

}  // namespace

void ReportRecorder::start(const Run& run) {
  const std::lock_guard lock(mutex_);
  ++contents_.run_count;
  if (contents_.runs.size() <= ReportContents::kMostRuns) {
    contents_.runs.push_back(
        {.scheduler = std::string(run.scheduler()), .worker_count = run.worker_count(), .start_ns = now_ns()});
  }
  going_on_[&run] = std::uint32_t(contents_.runs.size() - 1);
}

void ReportRecorder::update(const Run& run, std::span<const TaskEvent> events) {
  const std::lock_guard lock(mutex_);
  const auto found = going_on_.find(&run);
  if (found == going_on_.end()) return;
  for (const TaskEvent& event : events) {
    if (is_attempt(event.kind)) note(run, found->second, event);
  }
  name_new_blocks(run);
}

void ReportRecorder::finish(const Run& run, const std::exception_ptr& failure) {
  const std::lock_guard lock(mutex_);
  const auto found = going_on_.find(&run);
  if (found == going_on_.end()) return;
  RunRecord& record = contents_.runs[found->second];
  going_on_.erase(found);
  record.end_ns = now_ns();
  record.task_count += run.task_count();
  describe(record, failure);
  if (graph_count_ < ReportContents::kMostGraphs) {
    ++graph_count_;
    record.graph = sketch_graph(run, contents_.groups);
  }
}

ReportContents ReportRecorder::contents() const {
  const std::lock_guard lock(mutex_);
  return contents_;
}

void ReportRecorder::note(const Run& run, std::uint32_t record_number, const TaskEvent& attempt) {
  const std::uint32_t group = contents_.groups.number_of(run.group(attempt.task));
  contents_.groups.add(group, attempt);
  contents_.blocks.add(record_number, group, attempt);

  RunRecord& record = contents_.runs[record_number];
  record.end_ns = std::max(record.end_ns, attempt.end_ns);
  record.compute_ns += attempt.end_ns - attempt.start_ns;
  switch (attempt.kind) {
    case TaskEventKind::Finished:
      ++record.finished_count;
      record.size_bytes += attempt.size_bytes;
      return;
    case TaskEventKind::Retried: ++record.retried_count; return;
    default: ++record.failed_count;
  }
  if (++contents_.failure_count > ReportContents::kMostFailures) return;
  contents_.failures.push_back({.run = record_number,
                                .key = brief(run.key(attempt.task).print(), kMostNameCharacters),
                                .operation = brief(run.operation(attempt.task), kMostErrorCharacters),
                                .worker = attempt.worker,
                                .start_ns = attempt.start_ns,
                                .end_ns = attempt.end_ns});
}

// Names are asked for as late as possible, since most tasks of a large run are merged before; but not after update(),
// when the run may be gone. So whatever has no name yet is of this run.
void ReportRecorder::name_new_blocks(const Run& run) {
  for (TaskBlock& block : contents_.blocks.blocks()) {
    if (block.task_count != 1 || std::exchange(block.is_named, true)) continue;
    block.key = brief(run.key(block.task).print(), kMostNameCharacters);
    block.operation = brief(run.operation(block.task), kMostNameCharacters);
  }
}

}  // namespace tusk::diagnostics
