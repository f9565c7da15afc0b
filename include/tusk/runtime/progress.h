// progress: shows how far futures are, and returns when all of them have ended.
//
//   tusk::ProgressBar bar;
//   tusk::progress(client.map(clean, files), bar);
//
//   [##########          ] | 50% Completed | 3.20 s | 12/24 tasks | 3.20 s left
#pragma once

#include <functional>
#include <vector>

#include <tusk/graph/events.h>
#include <tusk/runtime/future.h>

namespace tusk {

namespace runtime {

// `poll` is called about every `display.interval()`; what it throws ends the display, and is passed on.
void progress(const std::vector<AnyFuture>& futures, Callback& display, const std::function<void()>& poll = {});

}  // namespace runtime

// Shows all futures in it (a future, a vector of futures, a map …), and the tasks that these still wait for, to
// `display` as one run; that is a ProgressBar, or a callback of one's own. Of each task it is told only that it has
// ended. A failure is shown and not thrown: the futures have it. The work of Client::compute() is one task.
template <class T>
void progress(const T& futures, Callback& display) {
  runtime::progress(runtime::futures_in(futures), display);
}

}  // namespace tusk
