// ReportContents: all that a performance report shows of the runs it watched. Bounded, however much they did.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "diagnostics/graph_sketch.h"
#include "diagnostics/group_times.h"
#include "diagnostics/task_blocks.h"

namespace tusk::diagnostics {

enum class RunOutcome : std::uint8_t { Running, Finished, Failed, Cancelled };

// Times are nanoseconds of std::chrono::steady_clock.
struct RunRecord {
  std::string scheduler;
  int worker_count = 0;
  std::uint64_t task_count = 0;
  std::int64_t start_ns = 0;
  std::int64_t end_ns = 0;  // of a run that goes on: of its last event
  RunOutcome outcome = RunOutcome::Running;
  std::string error = {};  // what() of the exception that ended it
  // Of attempts at tasks:
  std::uint64_t finished_count = 0;
  std::uint64_t failed_count = 0;
  std::uint64_t retried_count = 0;
  std::int64_t compute_ns = 0;
  std::uint64_t size_bytes = 0;
  GraphSketch graph = {};
};

struct FailureRecord {
  std::uint32_t run;
  std::string key;
  std::string operation;
  int worker;
  std::int64_t start_ns;
  std::int64_t end_ns;
};

struct ReportContents {
  static constexpr std::size_t kMostRuns = 1000;  // listed; further ones share a record
  static constexpr std::size_t kMostGraphs = 12;
  static constexpr std::size_t kMostFailures = 100;
  static constexpr std::size_t kMostBlocks = 20'000;

  std::vector<RunRecord> runs;
  std::uint64_t run_count = 0;
  std::vector<FailureRecord> failures;
  std::uint64_t failure_count = 0;
  GroupTimes groups;
  TaskBlocks blocks{kMostBlocks};
};

}  // namespace tusk::diagnostics
