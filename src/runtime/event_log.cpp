#include "runtime/event_log.h"

namespace tusk::runtime {

EventLog::~EventLog() {
  for (Chunk* chunk = head_.load(); chunk;) {
    Chunk* next = chunk->next.load();
    delete chunk;
    chunk = next;
  }
}

void EventLog::append(const TaskEvent& event) {
  if (!tail_ || tail_->count.load(std::memory_order_relaxed) == tail_->events.size()) {
    auto* chunk = new Chunk();
    if (tail_) tail_->next.store(chunk, std::memory_order_release);
    else head_.store(chunk, std::memory_order_release);
    tail_ = chunk;
  }
  const std::uint32_t count = tail_->count.load(std::memory_order_relaxed);
  tail_->events[count] = event;
  tail_->count.store(count + 1, std::memory_order_release);
}

void EventLog::drain(std::vector<TaskEvent>& events) {
  Chunk* chunk = head_.load(std::memory_order_acquire);
  while (chunk) {
    const std::uint32_t count = chunk->count.load(std::memory_order_acquire);
    events.insert(events.end(), chunk->events.begin() + read_, chunk->events.begin() + count);
    read_ = count;
    Chunk* next = chunk->next.load(std::memory_order_acquire);
    if (!next || count < chunk->events.size()) return;
    head_.store(next, std::memory_order_relaxed);
    delete chunk;
    chunk = next, read_ = 0;
  }
}

}  // namespace tusk::runtime
