#include "python/python_callback.h"

#include <utility>

#include <tusk/core/error.h>

#include "python/conversion.h"
#include "python/delayed_object.h"
#include "python/failure.h"

namespace tusk::python {

const Run& RunView::expect_running() const {
  if (!run) throw RuntimeError("a run can be asked only until its callback's _finish has returned: it is over");
  return *run;
}

PythonCallback::PythonCallback(nb::object object) : object_(std::move(object)) {
  const bool wants_ends = method("_posttask").is_valid();
  needs_ = {.finishes = wants_ends, .starts = method("_pretask").is_valid(), .results = wants_ends};
}

nb::object PythonCallback::method(const char* name) const {
  const nb::object method = nb::getattr(object_.get(), name, nb::none());
  return method.is_none() ? nb::object() : method;
}

nb::object PythonCallback::view_of(const Run& run) {
  const std::lock_guard lock(mutex_);
  return nb::borrow(watched_.at(&run).view->get());
}

Value PythonCallback::take_result(const Run& run, graph::TaskId task) {
  const std::lock_guard lock(mutex_);
  auto node = watched_.at(&run).results.extract(task);
  return node ? std::move(node.mapped()) : Value();
}

void PythonCallback::start(const Run& run) {
  const WithPython scope;
  scope.expect_inside();
  with_failures([&] {
    nb::object view = nb::cast(RunView{&run});
    {
      const std::lock_guard lock(mutex_);
      watched_[&run].view = hold(view);
    }
    if (const nb::object start = method("_start")) start(view);
    if (const nb::object start_state = method("_start_state")) start_state(view, view);
  });
}

void PythonCallback::update(const Run& run, std::span<const TaskEvent> events) {
  if (events.empty() || (!needs_.starts && !needs_.finishes)) return;
  const WithPython scope;
  scope.expect_inside();
  with_failures([&] {
    for (const TaskEvent& event : events) tell(run, event);
  });
}

void PythonCallback::tell(const Run& run, const TaskEvent& event) {
  const bool is_start = event.kind == TaskEventKind::Started;
  if (!is_start && event.kind != TaskEventKind::Finished) return;
  const nb::object method = this->method(is_start ? "_pretask" : "_posttask");
  if (!method) return;
  const nb::object key = to_python(without_python([&] { return run.key(event.task); }));
  const nb::object view = view_of(run);
  if (is_start) method(key, view, view);
  else method(key, to_python(take_result(run, event.task)), view, view, event.worker);
}

void PythonCallback::finish(const Run& run, const std::exception_ptr& failure) {
  Watched watched;
  {
    const std::lock_guard lock(mutex_);
    watched = std::exchange(watched_[&run], Watched());
    watched_.erase(&run);
  }
  const WithPython scope;
  if (!scope.is_inside() || !watched.view) return;
  with_failures([&] {
    const nb::object view = nb::borrow(watched.view->get());
    const struct End {
      nb::handle view;
      ~End() { nb::cast<RunView&>(view).run = nullptr; }
    } end{view};
    if (const nb::object method = this->method("_finish")) method(view, view, bool(failure));
  });
}

void PythonCallback::result(const Run& run, graph::TaskId task, const Value& value) {
  const std::lock_guard lock(mutex_);
  if (const auto watched = watched_.find(&run); watched != watched_.end())
    watched->second.results.insert_or_assign(task, value);
}

void unregister_python_callbacks() {
  for (const auto& callback : registered_callbacks()) {
    if (dynamic_cast<const PythonCallback*>(callback.get())) unregister_callback(callback.get());
  }
}

}  // namespace tusk::python
