#include <tusk/runtime/future.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include <nanobind/stl/string.h>

#include <tusk/core/error.h>

#include "python/bindings.h"
#include "python/conversion.h"
#include "python/delayed_object.h"
#include "python/failure.h"
#include "python/future_object.h"
#include "python/quantities.h"
#include "python/short_repr.h"

namespace tusk::python {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::nanoseconds kLookForSignals = std::chrono::milliseconds(50);

nb::object exception_of(FutureObject& self, nb::handle timeout) {
  const PythonFailure* failure = self.failure(timeout_of(timeout));
  return failure ? failure->exception() : nb::none();
}

nb::object traceback_of(FutureObject& self, nb::handle timeout) {
  const nb::object exception = exception_of(self, timeout);
  return exception.is_none() ? exception : exception.attr("__traceback__");
}

void call_done_callback(const SharedHeld& function, const AnyFuture& future) {
  const WithPython scope;
  if (!scope.is_inside()) return;
  try {
    function->get()(FutureObject(future));
  } catch (nb::python_error& error) {
    error.discard_as_unraisable(function->get());
  }
}

void add_done_callback(const FutureObject& self, nb::object function) {
  if (!PyCallable_Check(function.ptr()))
    throw TypeError("a done callback must be callable, with the future: got " + short_repr(function));
  const AnyFuture future = self.future();
  auto call = [held = hold(std::move(function))](const AnyFuture& ended) { call_done_callback(held, ended); };
  without_python([&] { future.add_done_callback(std::move(call)); });
}

}  // namespace

const AnyFuture& FutureObject::future() const {
  if (!future_.is_valid()) throw RuntimeError("a future that was released has no result any more");
  return future_;
}

void FutureObject::release() {
  failure_.reset();
  exception_ = nullptr;
  collection_.reset();
  future_.release();
}

lazy::CollectionPtr FutureObject::collection() const {
  static_cast<void>(future());
  return collection_;
}

bool wait_for(const std::vector<AnyFuture>& futures, ReturnWhen return_when, Timeout timeout) {
  const WithoutPython scope;
  if (!handles_signals()) return runtime::wait(futures, return_when, timeout);
  const auto deadline = timeout ? Clock::now() + *timeout : Clock::time_point::max();
  for (;;) {
    const auto left = timeout ? std::max<std::chrono::nanoseconds>(deadline - Clock::now(), std::chrono::nanoseconds(0))
                              : kLookForSignals;
    if (runtime::wait(futures, return_when, std::min(left, kLookForSignals))) return true;
    if (left < kLookForSignals) return false;
    check_signals();
  }
}

void FutureObject::wait_for_end(Timeout timeout) const {
  const AnyFuture future = this->future();
  if (!wait_for({future}, ReturnWhen::AllCompleted, timeout))
    throw TimeoutError(future.key().print() + " did not end in time: " + future.why());
}

nb::object FutureObject::result(Timeout timeout) {
  if (const PythonFailure* failure = this->failure(timeout)) throw PythonFailure(*failure);
  return to_python(future().value());
}

const PythonFailure* FutureObject::failure(Timeout timeout) {
  wait_for_end(timeout);
  const std::exception_ptr exception = future().exception();
  if (!exception) return nullptr;
  if (exception != exception_) {
    failure_.emplace(own_python_exception(exception));
    exception_ = exception;
  }
  return &*failure_;
}

void bind_future(nb::module_& module) {
  nb::class_<FutureObject, LazyObject>(
      module, "Future", nb::type_slots(lazy_type_slots()), nb::is_weak_referenceable(),
      "A result that a client computes, or has. The result lives as long as a future on it.")
      .def_prop_ro("key", [](const FutureObject& self) { return to_python(self.future().key()); })
      .def_prop_ro(
          "status", [](const FutureObject& self) { return std::string(name(self.future().status())); },
          "\"pending\", \"finished\", \"error\" or \"cancelled\".")
      .def(
          "result", [](FutureObject& self, nb::handle timeout) { return self.result(timeout_of(timeout)); },
          nb::arg("timeout") = nb::none(),
          "Waits for the result. Raises what the task raised, CancelledError, or TimeoutError.")
      .def("exception", &exception_of, nb::arg("timeout") = nb::none(),
           "Waits for the end: what result() would raise, None if there is a result.")
      .def("traceback", &traceback_of, nb::arg("timeout") = nb::none(),
           "Waits for the end: the traceback of the exception, None if there is a result.")
      .def("done", [](const FutureObject& self) { return self.future().done(); })
      .def("cancelled", [](const FutureObject& self) { return self.future().cancelled(); })
      .def("cancel", [](const FutureObject& self, nb::kwargs) { AnyFuture(self.future()).cancel(); })
      .def(
          "retry", [](const FutureObject& self) { AnyFuture(self.future()).retry(); },
          "Computes a failed or cancelled task again.")
      .def("add_done_callback", &add_done_callback, nb::arg("function"),
           "Calls function(future) once the task has ended, on a thread of the client's.")
      .def("release", &FutureObject::release, "Gives the future up.")
      .def(
          "why", [](const FutureObject& self) { return self.future().why(); }, "What it waits for.")
      .def("__copy__", [](nb::object self) { return self; })
      .def("__deepcopy__", [](nb::object self, nb::handle) { return self; })
      .def("__reduce_ex__",
           [](const FutureObject& self, nb::handle) -> nb::object {
             throw TypeError("the future of a client in one process can't leave it, as the result is there alone: " +
                             self.repr() + "; send what result() gives");
           })
      .def("__repr__", [](const FutureObject& self) { return self.repr(); });
}

}  // namespace tusk::python
