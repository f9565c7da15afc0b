#include "python/run_options.h"

#include <limits>

#include <tusk/core/error.h>

#include "python/short_repr.h"

namespace tusk::python {

namespace {

int thread_count(nb::handle num_workers) {
  if (num_workers.is_none()) return 0;
  const long count = PyLong_Check(num_workers.ptr()) ? PyLong_AsLong(num_workers.ptr()) : -1;
  if (count < 1 || count > std::numeric_limits<int>::max()) {
    PyErr_Clear();
    throw ValueError("num_workers must be None or a whole number of 1 or more: got " + short_repr(num_workers));
  }
  return int(count);
}

}  // namespace

RunOptions run_options(nb::handle scheduler, nb::handle num_workers, bool optimize_graph) {
  RunOptions options;
  if (!scheduler.is_none()) {
    if (!nb::isinstance<nb::str>(scheduler)) {
      throw TypeError("scheduler must be None or the name of a scheduler, \"threads\" or \"synchronous\": got " +
                      short_repr(scheduler));
    }
    options.scheduler = text_of(scheduler);
  }
  options.threads = thread_count(num_workers);
  options.fuse = optimize_graph;
  options.poll = &check_signals;
  return options;
}

}  // namespace tusk::python
