#include <tusk/graph/scheduler.h>

#include "runtime/synchronous_scheduler.h"
#include "runtime/threads_scheduler.h"

namespace tusk::runtime {

namespace {

[[maybe_unused]] const bool are_schedulers_registered = [] {
  register_scheduler({"threads", "threading"}, std::make_shared<ThreadsScheduler>());
  register_scheduler({"synchronous", "sync", "single-threaded"}, std::make_shared<SynchronousScheduler>());
  return true;
}();

}  // namespace
}  // namespace tusk::runtime
