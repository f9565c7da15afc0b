// Client: submits tasks, and gives futures on them at once. For now it works on the threads of this process.
//
//   tusk::Client client;
//   const auto x = client.submit(load, "trips.csv");      // a Future; work begins now
//   const auto y = client.submit(clean, x);               // futures are arguments, anywhere inside of them
//   y.result();
//
// While one lives, and unless told otherwise, compute() on this process's collections uses its threads. Destroying it
// cancels what is not finished; finished futures keep their results. Thread-safe. A forked child must open its own.
#pragma once

#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <tusk/core/error.h>
#include <tusk/graph/packed_call.h>
#include <tusk/runtime/future.h>

namespace tusk {

struct ClientOptions {
  int threads = 0;             // 0: the configuration's `scheduler.threads`, else one a core
  bool set_as_default = true;  // whether compute() uses it from now on
};

struct SubmitOptions {
  std::string key = {};   // the whole key; empty: the function's name and a hash
  std::string name = {};  // what the key begins with, instead of the function's name
  bool pure = true;       // equal calls are one task; else each call is its own
  int priority = 0;       // higher goes first; the thread's annotations count where these are 0
  int retries = 0;        // how often a failed task is tried again
};

namespace runtime {

class ClientCore;

// The untyped client, on which the Python package stands too.
AnyFuture submit(ClientCore& core, lazy::PackedCall call, const SubmitOptions& options);
// An operation on the results of `inputs`, which are this client's and differ; `name` is what its key begins with.
AnyFuture submit(ClientCore& core, const std::string& name, const OperationPtr& operation,
                 const std::vector<AnyFuture>& inputs, const SubmitOptions& options);
AnyFuture scatter(ClientCore& core, Value value, bool hash);
AnyFuture compute(ClientCore& core, const lazy::CollectionPtr& collection, const SubmitOptions& options);
void cancel(const std::vector<AnyFuture>& futures);
void retry(const std::vector<AnyFuture>& futures);

}  // namespace runtime

class Client {
 public:
  explicit Client(const ClientOptions& options = {});
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Calls the function with the arguments' values, as soon as they are there and a thread is free.
  template <class F, class... A>
    requires(!std::same_as<std::decay_t<F>, SubmitOptions>)
  auto submit(F&& function, A&&... arguments) {
    return submit(SubmitOptions(), std::forward<F>(function), std::forward<A>(arguments)...);
  }
  template <class F, class... A>
  auto submit(const SubmitOptions& options, F&& function, A&&... arguments) {
    using Callable = std::decay_t<F>;
    using R = typename lazy::CallResult<Callable, A...>::Type;
    return Future<R>(runtime::submit(
        *core_, lazy::pack_call_of<Callable>(function, options.name, std::forward<A>(arguments)...), options));
  }

  // A call for each element, or for each tuple of elements of several vectors. ValueError if they differ in length.
  template <class F, class First, class... Rest>
  auto map(F&& function, const std::vector<First>& first, const std::vector<Rest>&... rest) {
    return map(SubmitOptions(), std::forward<F>(function), first, rest...);
  }
  template <class F, class First, class... Rest>
  auto map(const SubmitOptions& options, F&& function, const std::vector<First>& first,
           const std::vector<Rest>&... rest) {
    if (((rest.size() != first.size()) || ...))
      throw ValueError("map needs vectors of one length: the first has " + std::to_string(first.size()) +
                       " elements, another differs");
    std::vector<decltype(submit(options, function, first[0], rest[0]...))> futures;
    futures.reserve(first.size());
    for (std::size_t i = 0; i < first.size(); ++i) futures.push_back(submit(options, function, first[i], rest[i]...));
    return futures;
  }

  // The results of all futures in it, in their places: a future, a vector of futures, a map …. Throws the first
  // failure.
  template <class T>
  auto gather(const T& futures) const {
    auto take = [](const auto& future) { return future.result(); };
    return lazy::Contents<T>::mapped(futures, take);
  }

  // A future on data that is here. `hash`: equal data are one future; else each call makes its own.
  template <class T>
  auto scatter(T&& data, bool hash = true) {
    return Future<lazy::Stored<T>>(runtime::scatter(*core_, Value::of(std::forward<T>(data)), hash));
  }

  // The work of a delayed value or another collection, as a future; in containers, in their places.
  template <class T>
  auto compute(const T& lazy, const SubmitOptions& options = {}) {
    auto start = [&](const auto& handle) {
      return Future<typename std::decay_t<decltype(handle)>::ValueType>(
          runtime::compute(*core_, handle.collection(), options));
    };
    return lazy::Contents<T>::mapped(lazy, start);
  }
  // The same, given back as what it was: calls on it wait for the work that has begun.
  template <class T>
  auto persist(const T& lazy, const SubmitOptions& options = {}) {
    auto start = [&]<class Handle>(const Handle& handle) {
      return Handle::of_collection(runtime::compute(*core_, handle.collection(), options).collection());
    };
    return lazy::Contents<T>::mapped(lazy, start);
  }

  // Of all futures in it. Cancelling stops queued tasks at once, asks running ones to stop, and cancels what needs
  // them.
  template <class T>
  void cancel(const T& futures) {
    runtime::cancel(runtime::futures_in(futures));
  }
  template <class T>
  void retry(const T& futures) {
    runtime::retry(runtime::futures_in(futures));
  }

  int threads() const;
  void close();
  runtime::ClientCore& core() const { return *core_; }

 private:
  std::shared_ptr<runtime::ClientCore> core_;
  std::shared_ptr<Scheduler> scheduler_;
};

}  // namespace tusk
