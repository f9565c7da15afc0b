#include "runtime/synchronous_scheduler.h"

#include <optional>

#include <tusk/core/config.h>
#include <tusk/core/error.h>

#include "graph/current_task.h"
#include "runtime/clock.h"
#include "runtime/plan_view.h"
#include "runtime/task_runner.h"
#include "runtime/watchers.h"

namespace tusk::runtime {

namespace {

class SynchronousRun final : public PlanView {
 public:
  SynchronousRun(const scheduler::RunPlan& plan, Watchers& watchers, const RunOptions& options)
      : PlanView(plan),
        plan_(plan),
        runner_(plan),
        watchers_(watchers),
        options_(options),
        uses_(plan.task_count()),
        results_(plan.task_count()) {
    for (TaskId id = 0; id < plan.task_count(); ++id) uses_[id] = std::uint32_t(plan.tasks.consumers_of(id).size());
    for (const TaskId output : plan.outputs) ++uses_[output];
  }

  std::string_view scheduler() const override { return "synchronous"; }
  int worker_count() const override { return 1; }
  TaskId finished_count() const override { return finished_; }

  std::vector<Value> run() {
    std::exception_ptr failure;
    try {
      watchers_.start(*this);
      run_all();
    } catch (...) {
      failure = std::current_exception();
    }
    failure = watchers_.finish(*this, events_, failure);
    if (failure_) rethrow_failure(*failure_);
    if (failure) std::rethrow_exception(failure);
    return outputs();
  }

 private:
  void run_all() {
    const std::stop_token outer = current_task() ? current_task()->stop_token() : std::stop_token();
    RunningTask context(*plan_.tasks.graph, options_.stop.stop_possible() ? options_.stop : outer);
    const graph::CurrentTaskScope scope(&context, nesting_);
    last_update_ns_ = now_ns();
    for (const TaskId task : scheduler::tasks_by_rank(plan_)) {
      if (options_.stop.stop_requested() || outer.stop_requested())
        throw CancelledError(
            "the run was cancelled before all of its tasks were done; its results are lost, compute again to get them");
      execute(task, context);
      release_inputs(task);
      ++finished_;
      look_around();
    }
  }

  void execute(TaskId task, RunningTask& context) {
    const std::int64_t start_ns = now_ns();
    if (watchers_.needs().starts) {
      log(TaskEventKind::Started, task, start_ns, start_ns, 0);
      pass_events_on();
    }
    try {
      results_[task] = runner_.run_again(task, results_.data(), context,
                                         [&] { log(TaskEventKind::Retried, task, start_ns, now_ns(), 0); });
    } catch (...) {
      failure_ = runner_.failure(task, results_.data(), context);
      log(TaskEventKind::Failed, task, start_ns, now_ns(), 0);
      throw;
    }
    if (watchers_.needs().results) watchers_.result(*this, task, results_[task]);
    log(TaskEventKind::Finished, task, start_ns, now_ns(), results_[task].size_bytes());
  }

  void release_inputs(TaskId task) {
    for (const TaskId input : plan_.tasks.inputs_of(task)) {
      if (--uses_[input] > 0) continue;
      const std::int64_t time_ns = now_ns();
      if (watchers_.needs().releases)
        log(TaskEventKind::Released, input, time_ns, time_ns, results_[input].size_bytes());
      results_[input] = Value();
    }
  }

  void look_around() {
    if (now_ns() - last_update_ns_ < std::chrono::nanoseconds(watchers_.interval()).count()) return;
    last_update_ns_ = now_ns();
    pass_events_on();
    if (options_.poll) options_.poll();
  }

  void pass_events_on() {
    watchers_.update(*this, events_);
    events_.clear();
  }

  void log(TaskEventKind kind, TaskId task, std::int64_t start_ns, std::int64_t end_ns, std::uint64_t size_bytes) {
    if (!watchers_.is_empty()) events_.push_back({task, 0, kind, start_ns, end_ns, size_bytes});
  }

  std::vector<Value> outputs() const {
    std::vector<Value> values;
    for (const TaskId output : plan_.outputs) values.push_back(results_[output]);
    return values;
  }

  const scheduler::RunPlan& plan_;
  TaskRunner runner_;
  Watchers& watchers_;
  const RunOptions& options_;
  const int nesting_ = graph::nesting_of_new_run();
  std::vector<std::uint32_t> uses_;
  std::vector<Value> results_;
  std::vector<TaskEvent> events_;
  std::optional<TaskFailure> failure_;
  TaskId finished_ = 0;
  std::int64_t last_update_ns_ = 0;
};

}  // namespace

std::vector<Value> SynchronousScheduler::run(std::shared_ptr<const graph::TaskGraph> graph,
                                             std::span<const graph::TaskId> outputs, const RunOptions& options) {
  Watchers watchers(options.callbacks);
  const auto plan =
      scheduler::plan_run(std::move(graph), outputs, options.fuse && config::get<bool>("optimization.fuse.active"));
  return SynchronousRun(plan, watchers, options).run();
}

}  // namespace tusk::runtime
