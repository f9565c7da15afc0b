// FutureObject: what Python's Future is.
#pragma once

#include <exception>
#include <optional>
#include <string>
#include <vector>

#include <tusk/runtime/future.h>
#include <tusk/runtime/wait.h>

#include "python/collection.h"
#include "python/failure.h"

namespace tusk::python {

class FutureObject final : public LazyObject {
 public:
  explicit FutureObject(AnyFuture future) : future_(std::move(future)), collection_(future_.collection()) {}

  // Throws RuntimeError for one that was released.
  const AnyFuture& future() const;
  std::string repr() const { return future_.print(); }
  void release();

  // All three wait for the end, and throw TimeoutError. result() throws what the task threw, or CancelledError;
  // failure() is that, with tracebacks of this object's own, and null if there is a result.
  nb::object result(Timeout timeout);
  const PythonFailure* failure(Timeout timeout);

  lazy::CollectionPtr collection() const override;
  Hash128 identity() const override { return hash_of(future().key().print()); }
  nb::object of_collection(const lazy::CollectionPtr& collection) const override {
    return nb::cast(FutureObject(future_of(collection)));
  }

  // A failure may lead back to the frame that holds the future.
  int traverse(visitproc visit, void* argument) const override {
    return failure_ ? failure_->traverse(visit, argument) : 0;
  }
  void clear() override { release(); }

 private:
  void wait_for_end(Timeout timeout) const;

  AnyFuture future_;
  lazy::CollectionPtr collection_;
  std::exception_ptr exception_;  // from which failure_ was made
  std::optional<PythonFailure> failure_;
};

// Whether all of them, or the first, ended in time. Releases the GIL, and looks for Ctrl-C while it waits.
bool wait_for(const std::vector<AnyFuture>& futures, ReturnWhen return_when, Timeout timeout);

}  // namespace tusk::python
