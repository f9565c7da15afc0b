// TaskRunner: runs one task of a plan, on the calling thread. What the synchronous and the threaded scheduler share.
//
// It knows fused chains, retries, the checking mode that sends every operation and value through its bytes
// (`scheduler.roundtrip`), and how to describe a failure. Thread-safe: it only reads.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <tusk/graph/scheduler.h>

#include "scheduler/run_plan.h"

namespace tusk::runtime {

using graph::TaskId;

// The task that a worker runs now.
class RunningTask final : public TaskContext {
 public:
  RunningTask(const graph::TaskGraph& graph, std::stop_token stop) : graph_(&graph), stop_(std::move(stop)) {}

  Key key() const override { return graph_->key(source_); }
  TaskId index() const override { return source_ - graph_->first(graph_->layer_of(source_)); }
  std::stop_token stop_token() const override { return stop_; }
  int attempt() const override { return attempt_; }

  // `source` is a task of the graph.
  void begin(TaskId source) { source_ = source; }
  TaskId source() const { return source_; }
  void set_attempt(int attempt) { attempt_ = attempt; }
  // What a step of a fused chain did that failed, with the value of its input, which is gone when failure() is made.
  void set_failed_step(std::string call) { failed_step_ = std::move(call); }
  const std::string& failed_step() const { return failed_step_; }

 private:
  const graph::TaskGraph* graph_;
  std::stop_token stop_;
  TaskId source_ = 0;
  int attempt_ = 0;
  std::string failed_step_;
};

class TaskRunner {
 public:
  explicit TaskRunner(const scheduler::RunPlan& plan);

  // The task's result; `results` has its inputs' by id. Throws what the task throws.
  Value run(TaskId task, const Value* results, RunningTask& context) const {
    if (plan_.tasks.chain_start.empty() && !is_roundtrip_) {
      context.begin(plan_.tasks.source_of(task));
      return plan_.tasks.operation(task).run(inputs(task, results), context);
    }
    return run_chain(task, results, context);
  }
  // The same, tried again as often as the task's annotations allow; `on_retry` is told before each further attempt.
  Value run_again(TaskId task, const Value* results, RunningTask& context, const std::function<void()>& on_retry) const;

  int retries(TaskId task) const;
  // Describes the exception that is being handled, which `task` threw while `context` was its.
  TaskFailure failure(TaskId task, const Value* results, const RunningTask& context) const;

 private:
  Inputs inputs(TaskId task, const Value* results) const {
    const auto ids = plan_.tasks.inputs_of(task);
    return Inputs(results, ids.data(), ids.size());
  }
  std::span<const TaskId> steps_after(TaskId task, TaskId source) const;
  std::string described(TaskId task, const Value* results, const RunningTask& context) const;
  Value run_chain(TaskId task, const Value* results, RunningTask& context) const;
  Value run_step(std::uint32_t operation, TaskId source, const Inputs& inputs, RunningTask& context) const;
  Value run_later_step(std::uint32_t step, const Value& input, RunningTask& context) const;

  const scheduler::RunPlan& plan_;
  bool is_roundtrip_;
  std::vector<OperationPtr> copies_;  // in the checking mode: operations that were written and read
};

}  // namespace tusk::runtime
