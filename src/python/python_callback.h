// PythonCallback: a callback that a user wrote in Python, with the methods that Dask gives one.
//
// Its methods are called with the GIL by the thread that waits for the run, some milliseconds after what they tell of.
// What they raise ends the run.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include <tusk/data/value.h>
#include <tusk/graph/events.h>

#include "python/interpreter.h"

namespace tusk::python {

// A run as Python sees it. Gives nothing any more when the run is over.
struct RunView {
  const Run* run;
  const Run& expect_running() const;
};

class PythonCallback final : public Callback {
 public:
  explicit PythonCallback(nb::object object);

  EventNeeds needs() const override { return needs_; }
  void start(const Run& run) override;
  void update(const Run& run, std::span<const TaskEvent> events) override;
  void finish(const Run& run, const std::exception_ptr& failure) override;
  void result(const Run& run, graph::TaskId task, const Value& value) override;

  bool is_for(nb::handle object) const { return object_.get().is(object); }

 private:
  // One run: its view, and results for which _posttask was not called yet.
  struct Watched {
    SharedHeld view;
    std::map<graph::TaskId, Value> results;
  };

  nb::object method(const char* name) const;
  nb::object view_of(const Run& run);
  Value take_result(const Run& run, graph::TaskId task);
  void tell(const Run& run, const TaskEvent& event);

  Held object_;
  EventNeeds needs_;
  std::mutex mutex_;  // never held while Python runs
  std::map<const Run*, Watched> watched_;
};

// Takes all of Python's callbacks away: at the end of the interpreter.
void unregister_python_callbacks();

}  // namespace tusk::python
