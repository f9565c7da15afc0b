#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include <tusk/core/error.h>
#include <tusk/runtime/wait.h>

#include "python/bindings.h"
#include "python/failure.h"
#include "python/future_object.h"
#include "python/quantities.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

using Clock = std::chrono::steady_clock;

// Futures as they end: Python's own objects, given out once each.
class AsCompletedObject {
 public:
  AsCompletedObject(bool with_results, bool raise_errors, Timeout timeout)
      : with_results_(with_results), raise_errors_(raise_errors), timeout_(timeout) {}

  void add(nb::object future) {
    if (!nb::isinstance<FutureObject>(future)) throw TypeError("as_completed takes futures: got " + short_repr(future));
    const AnyFuture handle = nb::cast<const FutureObject&>(future).future();
    futures_.push_back(std::move(future));
    without_python([&] { queue_->add(handle); });
  }
  nb::object next() {
    const auto place = next_place();
    if (!place) throw nb::stop_iteration();
    return given(*place);
  }
  // All that have ended; waits for one if `block` says so.
  nb::list next_batch(bool block) {
    nb::list batch;
    if (block && count() > 0) batch.append(next());
    while (has_ready()) batch.append(next());
    return batch;
  }
  void clear() {
    auto old = std::exchange(queue_, std::make_unique<runtime::EndQueue>());
    without_python([&] { old.reset(); });
    futures_.clear();
  }
  std::size_t count() const {
    return without_python([&] { return queue_->count(); });
  }
  bool has_ready() const {
    return without_python([&] { return queue_->has_ready(); });
  }

 private:
  std::optional<std::size_t> next_place() {
    constexpr std::chrono::nanoseconds kLookForSignals = std::chrono::milliseconds(50);
    const WithoutPython scope;
    if (!handles_signals()) return queue_->next(timeout_);
    const auto deadline = timeout_ ? Clock::now() + *timeout_ : Clock::time_point::max();
    for (;;) {
      try {
        return queue_->next(kLookForSignals);
      } catch (const TimeoutError&) {
        if (Clock::now() >= deadline) throw;
        check_signals();
      }
    }
  }
  nb::object given(std::size_t place) {
    nb::object future = std::exchange(futures_[place], nb::object());
    if (!with_results_) return future;
    auto& object = nb::cast<FutureObject&>(future);
    if (const PythonFailure* failure = object.failure({})) {
      if (raise_errors_) throw PythonFailure(*failure);
      return nb::make_tuple(future, failure->exception());
    }
    return nb::make_tuple(future, object.result({}));
  }

  bool with_results_;
  bool raise_errors_;
  Timeout timeout_;
  std::unique_ptr<runtime::EndQueue> queue_ = std::make_unique<runtime::EndQueue>();
  std::vector<nb::object> futures_;  // by their places in the queue
};

}  // namespace

void bind_as_completed(nb::module_& module) {
  nb::class_<AsCompletedObject>(module, "AsCompleted")
      .def(
          "__init__",
          [](AsCompletedObject* self, bool with_results, bool raise_errors, nb::handle timeout) {
            new (self) AsCompletedObject(with_results, raise_errors, timeout_of(timeout));
          },
          nb::arg("with_results"), nb::arg("raise_errors"), nb::arg("timeout").none())
      .def("add", &AsCompletedObject::add)
      .def("next", &AsCompletedObject::next)
      .def("next_batch", &AsCompletedObject::next_batch)
      .def("clear", &AsCompletedObject::clear)
      .def("count", &AsCompletedObject::count)
      .def("has_ready", &AsCompletedObject::has_ready);
}

}  // namespace tusk::python
