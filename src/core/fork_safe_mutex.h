// A mutex that a forked child finds unlocked, and what it guards in order.
//
// fork() copies one thread; a mutex that another one holds at that moment would stay locked in the child for ever. All
// mutexes of this type are locked just before a fork and unlocked after it, in parent and child. So hold it shortly,
// and lock nothing else, and don't fork, while holding it.
#pragma once

#include <mutex>

namespace tusk::core {

class ForkSafeMutex {
 public:
  ForkSafeMutex();
  ~ForkSafeMutex();
  ForkSafeMutex(const ForkSafeMutex&) = delete;

  void lock() { mutex_.lock(); }
  void unlock() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

}  // namespace tusk::core
