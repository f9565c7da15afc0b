// How Python's keywords say how a run goes.
#pragma once

#include <tusk/graph/scheduler.h>

#include "python/interpreter.h"

namespace tusk::python {

// `scheduler`: a name or None; `num_workers`: a number of threads or None. A run with these options looks for Ctrl-C.
// Throws TypeError for anything else.
RunOptions run_options(nb::handle scheduler, nb::handle num_workers, bool optimize_graph);

}  // namespace tusk::python
