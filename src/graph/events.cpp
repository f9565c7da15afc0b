#include <tusk/graph/events.h>

#include <algorithm>
#include <mutex>

#include <tusk/core/error.h>

#include "core/fork_safe_mutex.h"

namespace tusk {

namespace {

struct Callbacks {
  core::ForkSafeMutex mutex;
  std::vector<std::shared_ptr<Callback>> registrations;
  std::vector<std::weak_ptr<EventSource>> sources;
};

Callbacks& callbacks() {
  static auto& callbacks = *new Callbacks();
  return callbacks;
}

// Sources have locks of their own, so they are asked after the lock is given back.
void flush_sources() {
  std::vector<std::shared_ptr<EventSource>> living;
  {
    Callbacks& all = callbacks();
    const std::lock_guard lock(all.mutex);
    for (const auto& source : all.sources) {
      if (auto lives = source.lock()) living.push_back(std::move(lives));
    }
  }
  for (const auto& source : living) source->flush();
}

}  // namespace

void register_event_source(std::weak_ptr<EventSource> source) {
  Callbacks& all = callbacks();
  const std::lock_guard lock(all.mutex);
  std::erase_if(all.sources, [](const auto& other) { return other.expired(); });
  all.sources.push_back(std::move(source));
}

void register_callback(std::shared_ptr<Callback> callback) {
  if (!callback) throw ValueError("a callback that is registered must be one: got null");
  Callbacks& all = callbacks();
  const std::lock_guard lock(all.mutex);
  all.registrations.push_back(std::move(callback));
}

void unregister_callback(const Callback* callback) {
  flush_sources();
  std::shared_ptr<Callback> removed;  // destroyed after the lock is given back
  Callbacks& all = callbacks();
  const std::lock_guard lock(all.mutex);
  auto& registrations = all.registrations;
  const auto is_it = [&](const auto& registered) { return registered.get() == callback; };
  const auto last = std::find_if(registrations.rbegin(), registrations.rend(), is_it);
  if (last == registrations.rend()) return;
  removed = std::move(*last);
  registrations.erase(std::next(last).base());
}

std::vector<std::shared_ptr<Callback>> registered_callbacks() {
  Callbacks& all = callbacks();
  const std::lock_guard lock(all.mutex);
  std::vector<std::shared_ptr<Callback>> distinct;
  for (const auto& callback : all.registrations) {
    if (std::find(distinct.begin(), distinct.end(), callback) == distinct.end()) distinct.push_back(callback);
  }
  return distinct;
}

}  // namespace tusk
