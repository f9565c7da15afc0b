// The schedulers of one process, as `tusk::Scheduler`s.
#pragma once

#include <tusk/graph/scheduler.h>

namespace tusk::runtime {

// All cores, by work stealing: "threads".
class ThreadsScheduler final : public Scheduler {
 public:
  std::string_view name() const override { return "threads"; }
  std::vector<Value> run(std::shared_ptr<const graph::TaskGraph> graph, std::span<const graph::TaskId> outputs,
                         const RunOptions& options) override;
};

}  // namespace tusk::runtime
