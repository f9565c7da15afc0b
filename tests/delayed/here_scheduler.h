// A scheduler for tests of structure: one task after the other on this thread, every operation and value that can leave
// the process written and read on the way. Tests use it unless TUSK_SCHEDULER__NAME names another.
#pragma once

#include <cstdlib>
#include <deque>
#include <string>
#include <vector>

#include <tusk/core/config.h>
#include <tusk/core/error.h>
#include <tusk/graph/scheduler.h>

#include "graph/current_task.h"
#include "graph/expanded_graph.h"

namespace tusk::lab {

class HereContext final : public TaskContext {
 public:
  HereContext(Key key, graph::TaskId index) : key_(std::move(key)), index_(index) {}
  Key key() const override { return key_; }
  graph::TaskId index() const override { return index_; }
  std::stop_token stop_token() const override { return {}; }
  int attempt() const override { return 0; }

 private:
  Key key_;
  graph::TaskId index_;
};

inline OperationPtr written_and_read(const Operation& operation) {
  BufferWriter writer;
  write_operation(writer, operation);
  ByteReader reader(writer.bytes());
  return read_operation(reader);
}

inline Value written_and_read(const Value& value) {
  if (!value.is_portable()) return value;
  BufferWriter writer;
  write_value(writer, value);
  ByteReader reader(writer.bytes());
  return read_value(reader);
}

class HereScheduler final : public Scheduler {
 public:
  std::string_view name() const override { return "here"; }
  std::vector<Value> run(std::shared_ptr<const graph::TaskGraph> graph, std::span<const graph::TaskId> outputs,
                         const RunOptions&) override {
    graph::ExpandedGraph tasks = graph::expand(graph);
    graph::link_consumers(tasks);
    std::vector<std::size_t> missing(tasks.task_count());
    std::deque<graph::TaskId> ready;
    for (graph::TaskId task = 0; task < tasks.task_count(); ++task) {
      missing[task] = tasks.inputs_of(task).size();
      if (missing[task] == 0) ready.push_back(task);
    }
    std::vector<Value> results(tasks.task_count());
    for (; !ready.empty(); ready.pop_front()) {
      const graph::TaskId task = ready.front();
      results[task] = written_and_read(run_task(tasks, task, results));
      for (const graph::TaskId consumer : tasks.consumers_of(task)) {
        if (--missing[consumer] == 0) ready.push_back(consumer);
      }
    }
    std::vector<Value> wanted;
    for (const graph::TaskId output : outputs) wanted.push_back(results[output]);
    return wanted;
  }

 private:
  static Value run_task(const graph::ExpandedGraph& tasks, graph::TaskId task, const std::vector<Value>& results) {
    HereContext context(tasks.key(task), task);
    const graph::CurrentTaskScope scope(&context);
    const auto ids = tasks.inputs_of(task);
    const Inputs inputs(results.data(), ids.data(), ids.size());
    const Operation& operation = tasks.operation(task);
    return operation.is_portable() ? written_and_read(operation)->run(inputs, context) : operation.run(inputs, context);
  }
};

inline const bool kIsHere = [] {
  register_scheduler({"here"}, std::make_shared<HereScheduler>());
  if (!std::getenv("TUSK_SCHEDULER__NAME")) config::set({{"scheduler.name", "here"}}).keep();
  return true;
}();

}  // namespace tusk::lab
