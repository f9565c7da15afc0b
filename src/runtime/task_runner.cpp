#include "runtime/task_runner.h"

#include <utility>

#include "graph/call.h"
#include "runtime/roundtrip.h"

namespace tusk::runtime {

TaskRunner::TaskRunner(const scheduler::RunPlan& plan) : plan_(plan), is_roundtrip_(is_roundtrip_on()) {
  if (!is_roundtrip_) return;
  for (const Operation* operation : plan_.tasks.operations) copies_.push_back(copied_operation(*operation));
}

Value TaskRunner::run_step(std::uint32_t operation, TaskId source, const Inputs& inputs, RunningTask& context) const {
  context.begin(source);
  if (!is_roundtrip_) return plan_.tasks.operations[operation]->run(inputs, context);
  const Operation& copy = copies_[operation] ? *copies_[operation] : *plan_.tasks.operations[operation];
  return copied_value(copy.run(inputs, context));
}

Value TaskRunner::run_chain(TaskId task, const Value* results, RunningTask& context) const {
  const graph::ExpandedGraph& tasks = plan_.tasks;
  if (tasks.chain_start.empty())
    return run_step(tasks.operation_of[task], tasks.source_of(task), inputs(task, results), context);
  const std::uint32_t first = tasks.chain_start[task];
  Value result = run_step(tasks.chain_operation[first], tasks.chain[first], inputs(task, results), context);
  for (std::uint32_t step = first + 1; step < tasks.chain_start[task + 1]; ++step) {
    const Value input = std::exchange(result, Value());
    result = run_later_step(step, input, context);
  }
  return result;
}

Value TaskRunner::run_later_step(std::uint32_t step, const Value& input, RunningTask& context) const {
  const graph::ExpandedGraph& tasks = plan_.tasks;
  const Inputs inputs(&input, nullptr, 1);
  try {
    return run_step(tasks.chain_operation[step], tasks.chain[step], inputs, context);
  } catch (...) {
    context.set_failed_step(graph::print_call(*tasks.operations[tasks.chain_operation[step]], inputs));
    throw;
  }
}

int TaskRunner::retries(TaskId task) const {
  const Annotations* annotations = plan_.tasks.annotations(task);
  return annotations ? annotations->retries.value_or(0) : 0;
}

Value TaskRunner::run_again(TaskId task, const Value* results, RunningTask& context,
                            const std::function<void()>& on_retry) const {
  const int retries = this->retries(task);
  for (int attempt = 0;; ++attempt) {
    context.set_attempt(attempt);
    try {
      Value result = run(task, results, context);
      context.set_attempt(0);
      return result;
    } catch (...) {
      if (attempt >= retries || context.stop_token().stop_requested()) throw;
    }
    on_retry();
  }
}

TaskFailure TaskRunner::failure(TaskId task, const Value* results, const RunningTask& context) const {
  TaskFailure failure;
  failure.exception = std::current_exception();
  failure.key = context.key();
  failure.operation = described(task, results, context);
  for (const TaskId step : steps_after(task, context.source())) failure.waiting.push_back(plan_.tasks.graph->key(step));
  for (const TaskId waiting : scheduler::waiting_chain(plan_, task)) {
    for (const TaskId step : plan_.tasks.sources_of(waiting)) failure.waiting.push_back(plan_.tasks.graph->key(step));
  }
  failure.attempts = context.attempt() + 1;
  return failure;
}

// The steps of a fused chain that come after one of them.
std::span<const TaskId> TaskRunner::steps_after(TaskId task, TaskId source) const {
  const graph::ExpandedGraph& tasks = plan_.tasks;
  if (tasks.chain_start.empty()) return {};
  std::uint32_t step = tasks.chain_start[task];
  while (tasks.chain[step] != source) ++step;
  return std::span(tasks.chain).subspan(step + 1, tasks.chain_start[task + 1] - step - 1);
}

// Only the first step of a fused chain still has its inputs.
std::string TaskRunner::described(TaskId task, const Value* results, const RunningTask& context) const {
  const graph::ExpandedGraph& tasks = plan_.tasks;
  if (tasks.chain_start.empty()) return graph::print_call(tasks.operation(task), inputs(task, results));
  const std::uint32_t first = tasks.chain_start[task];
  if (tasks.chain[first] != context.source()) return context.failed_step();
  return graph::print_call(*tasks.operations[tasks.chain_operation[first]], inputs(task, results));
}

}  // namespace tusk::runtime
