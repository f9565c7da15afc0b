#include "core/fork_safe_mutex.h"

#include <pthread.h>
#include <vector>

namespace tusk::core {

namespace {

struct Registry {
  std::mutex mutex;
  std::vector<ForkSafeMutex*> members;
};

Registry& registry();

void lock_all() {
  registry().mutex.lock();
  for (ForkSafeMutex* member : registry().members) member->lock();
}

void unlock_all() {
  for (ForkSafeMutex* member : registry().members) member->unlock();
  registry().mutex.unlock();
}

// Never destroyed: threads may outlive the static objects of a program.
Registry& registry() {
  static Registry* const kRegistry = [] {
    pthread_atfork(lock_all, unlock_all, unlock_all);
    return new Registry;
  }();
  return *kRegistry;
}

}  // namespace

ForkSafeMutex::ForkSafeMutex() {
  const std::lock_guard lock(registry().mutex);
  registry().members.push_back(this);
}

ForkSafeMutex::~ForkSafeMutex() {
  const std::lock_guard lock(registry().mutex);
  std::erase(registry().members, this);
}

}  // namespace tusk::core
