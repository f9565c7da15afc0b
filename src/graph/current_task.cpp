#include "graph/current_task.h"

#include <utility>

namespace tusk {

namespace {

constinit thread_local TaskContext* running_task = nullptr;

}  // namespace

TaskContext* current_task() { return running_task; }

namespace graph {

CurrentTaskScope::CurrentTaskScope(TaskContext* context) : outer_(std::exchange(running_task, context)) {}
CurrentTaskScope::~CurrentTaskScope() { running_task = outer_; }

}  // namespace graph
}  // namespace tusk
