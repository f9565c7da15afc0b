// Waiting for several futures: for all, for the first, for each as it comes.
#pragma once

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <tusk/core/error.h>
#include <tusk/runtime/future.h>

namespace tusk {

enum class ReturnWhen { AllCompleted, FirstCompleted };

namespace runtime {

// Whether all of them, or the first, ended in time.
bool wait(const std::vector<AnyFuture>& futures, ReturnWhen return_when, Timeout timeout);

// Futures of any type, given out as they end. Thread-safe.
class EndQueue {
 public:
  EndQueue();
  ~EndQueue();
  void add(const AnyFuture& future);
  // The next that has ended, with its place in the order of add(); waits for it. Nothing when all were given out.
  // Throws TimeoutError.
  std::optional<std::size_t> next(Timeout timeout);
  // Given to the queue, and not given out yet; whether next() would return at once.
  std::size_t count() const;
  bool has_ready() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace runtime

template <class T>
struct DoneAndNotDone {
  std::vector<T> done;
  std::vector<T> not_done;
};

// Waits until all futures, or one of them, have ended (finished, failed or cancelled). Throws TimeoutError.
template <std::derived_from<AnyFuture> T>
DoneAndNotDone<T> wait(const std::vector<T>& futures, ReturnWhen return_when = ReturnWhen::AllCompleted,
                       Timeout timeout = {}) {
  if (!runtime::wait({futures.begin(), futures.end()}, return_when, timeout))
    throw TimeoutError("the futures did not end in time; wait again, or longer");
  DoneAndNotDone<T> sorted;
  for (const T& future : futures) (future.done() ? sorted.done : sorted.not_done).push_back(future);
  return sorted;
}
template <std::derived_from<AnyFuture> T>
void wait(const T& future, Timeout timeout = {}) {
  wait(std::vector<T>{future}, ReturnWhen::AllCompleted, timeout);
}

// Gives futures out in the order in which they end; takes new ones as it goes.
//
//   AsCompleted results(futures);
//   for (const auto& future : results) if (…) results.add(client.submit(…));
template <std::derived_from<AnyFuture> T>
class AsCompleted {
 public:
  class Iterator {
   public:
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    explicit Iterator(AsCompleted& owner) : owner_(&owner), current_(owner.next()) {}
    const T& operator*() const { return *current_; }
    Iterator& operator++() {
      current_ = owner_->next();
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const Iterator& iterator, std::default_sentinel_t) { return !iterator.current_; }

   private:
    AsCompleted* owner_ = nullptr;
    std::optional<T> current_;
  };

  explicit AsCompleted(const std::vector<T>& futures = {}) { update(futures); }
  void add(const T& future) {
    futures_.push_back(future);
    queue_.add(future);
  }
  void update(const std::vector<T>& futures) {
    for (const T& future : futures) add(future);
  }
  // Waits for the next; nothing when all were given out. Throws TimeoutError.
  std::optional<T> next(Timeout timeout = {}) {
    const auto place = queue_.next(timeout);
    return place ? std::optional<T>(std::exchange(futures_[*place], T())) : std::nullopt;
  }
  std::size_t count() const { return queue_.count(); }
  bool is_empty() const { return count() == 0; }
  bool has_ready() const { return queue_.has_ready(); }

  Iterator begin() { return Iterator(*this); }
  std::default_sentinel_t end() { return {}; }

 private:
  runtime::EndQueue queue_;
  std::vector<T> futures_;  // by their places in the queue; given out ones are let go
};

template <std::derived_from<AnyFuture> T>
AsCompleted<T> as_completed(const std::vector<T>& futures) {
  return AsCompleted<T>(futures);
}

// Keeps the task wanted until it has ended, though nobody holds a future on it.
void fire_and_forget(const AnyFuture& future);

}  // namespace tusk
