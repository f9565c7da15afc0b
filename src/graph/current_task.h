// The task that this thread runs: set by whoever runs it, asked by current_task(). And how deep runs lie in each other.
#pragma once

#include <tusk/graph/operation.h>

namespace tusk::graph {

// A run inside of a task inside of a run … takes some kilobytes of stack a level, and users' functions take more.
constexpr int kMostNestedRuns = 250;

// The nesting of a run that begins on this thread now: 1, or one more than that of the run whose task begins it. Throws
// RuntimeError past kMostNestedRuns.
int nesting_of_new_run();

// Makes `context` the current task of this thread as long as it lives; scopes nest, since a task may run others while
// it waits. nullptr stands for no task. `nesting` is that of the task's run.
class [[nodiscard]] CurrentTaskScope {
 public:
  explicit CurrentTaskScope(TaskContext* context, int nesting = 1);
  ~CurrentTaskScope();
  CurrentTaskScope(const CurrentTaskScope&) = delete;
  CurrentTaskScope& operator=(const CurrentTaskScope&) = delete;

 private:
  TaskContext* outer_;
  int outer_nesting_;
};

}  // namespace tusk::graph
