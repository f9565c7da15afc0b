// A run that was never run: tests say what happened in it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tusk/graph/events.h>

namespace tusk::diagnostics {

struct FakeTask {
  Key key;
  std::string operation = "f()";
  std::vector<graph::TaskId> inputs = {};
};

class FakeRun : public Run {
 public:
  explicit FakeRun(std::vector<FakeTask> tasks = {}, int worker_count = 2)
      : tasks_(std::move(tasks)), worker_count_(worker_count) {}

  std::string_view scheduler() const override { return "threads"; }
  int worker_count() const override { return worker_count_; }
  graph::TaskId task_count() const override { return graph::TaskId(tasks_.size()); }
  graph::TaskId finished_count() const override { return finished_count_; }
  Key key(graph::TaskId task) const override { return tasks_[task].key; }
  std::string group(graph::TaskId task) const override { return std::string(tasks_[task].key.prefix()); }
  std::string operation(graph::TaskId task) const override { return tasks_[task].operation; }
  std::vector<graph::TaskId> inputs(graph::TaskId task) const override { return tasks_[task].inputs; }

  void set_finished_count(graph::TaskId count) { finished_count_ = count; }

 private:
  std::vector<FakeTask> tasks_;
  int worker_count_;
  graph::TaskId finished_count_ = 0;
};

// `count` tasks called x-0, x-1 …, without inputs.
inline std::vector<FakeTask> like_tasks(std::string_view name, graph::TaskId count) {
  std::vector<FakeTask> tasks;
  for (graph::TaskId i = 0; i < count; ++i) tasks.push_back({.key = {std::string(name) + "-" + std::to_string(i)}});
  return tasks;
}

inline TaskEvent finished(graph::TaskId task, std::uint16_t worker, std::int64_t start_ns, std::int64_t end_ns,
                          std::uint64_t size_bytes = 8) {
  return {task, worker, TaskEventKind::Finished, start_ns, end_ns, size_bytes};
}

inline TaskEvent failed(graph::TaskId task, std::uint16_t worker, std::int64_t start_ns, std::int64_t end_ns) {
  return {task, worker, TaskEventKind::Failed, start_ns, end_ns, 0};
}

inline TaskEvent retried(graph::TaskId task, std::uint16_t worker, std::int64_t start_ns, std::int64_t end_ns) {
  return {task, worker, TaskEventKind::Retried, start_ns, end_ns, 0};
}

inline TaskEvent released(graph::TaskId task, std::uint16_t worker, std::int64_t moment_ns) {
  return {task, worker, TaskEventKind::Released, moment_ns, moment_ns, 0};
}

}  // namespace tusk::diagnostics
