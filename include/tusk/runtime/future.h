// Future: a handle on a result that a client computes, or has.
//
// Copies are handles on the same task. The result lives as long as any of them, or a task that needs it; when the last
// handle goes, a task that did not begin is dropped. All members may be called from any thread, and from inside tasks.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <tusk/data/value.h>
#include <tusk/graph/contents.h>
#include <tusk/graph/scheduler.h>
#include <tusk/scheduler/future_status.h>

namespace tusk {

namespace runtime {
class FutureHandle;
}

using Timeout = std::optional<std::chrono::nanoseconds>;  // none: as long as it takes

// A future of any type: what the typed ones are shells of.
class AnyFuture {
 public:
  AnyFuture() = default;  // on nothing; only assignment and is_valid() are allowed
  explicit AnyFuture(std::shared_ptr<const runtime::FutureHandle> handle) : handle_(std::move(handle)) {}

  bool is_valid() const { return handle_ != nullptr; }
  const Key& key() const;
  FutureStatus status() const;
  bool done() const { return status() != FutureStatus::Pending; }
  bool cancelled() const { return status() == FutureStatus::Cancelled; }
  // Waits for the end. Throws what the task threw (see task_failure()), CancelledError, or TimeoutError.
  Value value(Timeout timeout = {}) const;
  // Waits for the end; the exception that value() would throw, null if the task is finished. Throws TimeoutError.
  std::exception_ptr exception(Timeout timeout = {}) const;
  void cancel() const;
  // Computes a failed or cancelled task again, and those failed ones that it needs.
  void retry() const;
  // Calls `callback` once when the task has ended (soon, if it has), on a thread of the client's. What it throws is
  // lost.
  void add_done_callback(std::function<void(const AnyFuture&)> callback) const;
  // Gives this handle up.
  void release() { handle_.reset(); }
  // <Future: finished, key: inc-9f3a…>
  std::string print() const;
  // What it waits for, for a person: "waiting; needs inc-9f3a…, which is running".
  std::string why() const;
  // The future as a collection: as what calls and compute() take it.
  lazy::CollectionPtr collection() const;
  const std::shared_ptr<const runtime::FutureHandle>& handle() const { return handle_; }

 private:
  std::shared_ptr<const runtime::FutureHandle> handle_;
};

// The future that a collection is; nullptr, or TypeError, for other collections.
const AnyFuture* as_future(const lazy::CollectionPtr& collection);
AnyFuture future_of(const lazy::CollectionPtr& collection);

namespace runtime {

// The futures anywhere inside of an object.
template <class T>
std::vector<AnyFuture> futures_in(const T& object) {
  std::vector<AnyFuture> futures;
  auto collect = [&](const auto& handle) { futures.push_back(future_of(handle.collection())); };
  lazy::Contents<T>::each(object, collect);
  return futures;
}

}  // namespace runtime

// A future of a T; of a function that returns nothing, of a Value that is None. It is lazy like Delayed<T>: calls take
// it as an argument, and tusk::compute waits for it.
template <class T>
class Future : public AnyFuture {
 public:
  using ValueType = T;

  Future() = default;
  explicit Future(AnyFuture future) : AnyFuture(std::move(future)) {}

  // Waits for the result. Throws as value() does, and TypeError if the result is not what a T takes.
  T result(Timeout timeout = {}) const { return value(timeout).template as<T>(); }
  static Future of_collection(const lazy::CollectionPtr& collection) { return Future(future_of(collection)); }
};

}  // namespace tusk
