#include "graph/current_task.h"

#include <utility>

#include <fmt/core.h>

#include <tusk/core/error.h>

namespace tusk {

namespace {

constinit thread_local TaskContext* running_task = nullptr;
constinit thread_local int running_nesting = 0;

}  // namespace

TaskContext* current_task() { return running_task; }

namespace graph {

int nesting_of_new_run() {
  if (running_nesting < kMostNestedRuns) return running_nesting + 1;
  throw RuntimeError(
      fmt::format("compute may be called inside of tasks {} deep, since every level takes stack: {} would be deeper; "
                  "let tasks take each other's results as arguments, or submit them to a Client",
                  kMostNestedRuns, running_task ? "what " + running_task->key().quoted() + " computes" : "a run"));
}

CurrentTaskScope::CurrentTaskScope(TaskContext* context, int nesting)
    : outer_(std::exchange(running_task, context)), outer_nesting_(std::exchange(running_nesting, nesting)) {}

CurrentTaskScope::~CurrentTaskScope() {
  running_task = outer_;
  running_nesting = outer_nesting_;
}

}  // namespace graph
}  // namespace tusk
