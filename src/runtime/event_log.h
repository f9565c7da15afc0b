// EventLog: the events of one worker, on their way to the thread that waits for the run.
//
// One writer, one reader, no locks: a chain of chunks, each with a count of what is readable. The writer never waits.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

#include <tusk/graph/events.h>

namespace tusk::runtime {

class EventLog {
 public:
  EventLog() = default;
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;
  ~EventLog();

  // By the writer.
  void append(const TaskEvent& event);
  // By the reader: moves everything that is there to the end of `events`.
  void drain(std::vector<TaskEvent>& events);

 private:
  struct Chunk {
    std::array<TaskEvent, 256> events;
    std::atomic<std::uint32_t> count{0};
    std::atomic<Chunk*> next{nullptr};
  };

  Chunk* tail_ = nullptr;              // writer's
  std::atomic<Chunk*> head_{nullptr};  // reader's, after the writer made the first
  std::uint32_t read_ = 0;             // reader's: how much of the head was drained
};

}  // namespace tusk::runtime
