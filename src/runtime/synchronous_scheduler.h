// SynchronousScheduler: one task after the other, on the calling thread, in static order. For debugging: a breakpoint
// or a stack trace in a task shows the caller, and every run is the same.
#pragma once

#include <tusk/graph/scheduler.h>

namespace tusk::runtime {

class SynchronousScheduler final : public Scheduler {
 public:
  std::string_view name() const override { return "synchronous"; }
  std::vector<Value> run(std::shared_ptr<const graph::TaskGraph> graph, std::span<const graph::TaskId> outputs,
                         const RunOptions& options) override;
};

}  // namespace tusk::runtime
