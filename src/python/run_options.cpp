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

// The threads of a client of this process.
void use_client(nb::handle client, RunOptions& options) {
  if (text_of(nb::str(client.attr("status"))) != "running")
    throw RuntimeError("a closed client computes nothing; make a new Client");
  options.scheduler = "threads";
  if (options.threads == 0) options.threads = nb::cast<int>(client.attr("nthreads")());
}

}  // namespace

RunOptions run_options(nb::handle scheduler, nb::handle num_workers, bool optimize_graph) {
  RunOptions options;
  options.threads = thread_count(num_workers);
  if (nb::isinstance<nb::str>(scheduler)) options.scheduler = text_of(scheduler);
  else if (nb::hasattr(scheduler, "nthreads")) use_client(scheduler, options);
  else if (!scheduler.is_none()) {
    throw TypeError(
        "scheduler must be None, the name of a scheduler, \"threads\" or \"synchronous\", or a Client: got " +
        short_repr(scheduler));
  }
  options.fuse = optimize_graph;
  options.poll = &check_signals;
  options.leaves_running_tasks = true;
  return options;
}

}  // namespace tusk::python
