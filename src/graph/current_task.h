// The task that this thread runs: set by whoever runs it, asked by current_task().
#pragma once

#include <tusk/graph/operation.h>

namespace tusk::graph {

// Makes `context` the current task of this thread as long as it lives; scopes nest, since a task may run others while
// it waits. nullptr stands for no task.
class [[nodiscard]] CurrentTaskScope {
 public:
  explicit CurrentTaskScope(TaskContext* context);
  ~CurrentTaskScope();
  CurrentTaskScope(const CurrentTaskScope&) = delete;
  CurrentTaskScope& operator=(const CurrentTaskScope&) = delete;

 private:
  TaskContext* outer_;
};

}  // namespace tusk::graph
