// Profiler: when and where each task ran.
//
//   auto profiler = std::make_shared<tusk::Profiler>();
//   {
//     const tusk::CallbackScope scope(profiler);
//     total.compute();
//   }
//   for (const auto& task : profiler->results()) …
#pragma once

#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include <tusk/graph/events.h>

namespace tusk {

// An attempt at a task. Times are nanoseconds of std::chrono::steady_clock.
struct TaskProfile {
  Key key;
  std::string group;      // the key's readable part; like tasks share it
  TaskEventKind outcome;  // Finished, Failed or Retried
  int worker;
  std::int64_t start_ns;
  std::int64_t end_ns;
  std::uint64_t size_bytes;  // of the result; 0 if it failed

  friend bool operator==(const TaskProfile&, const TaskProfile&) = default;
};

// Collects the tasks of all runs that it watches, until clear(). About 200 bytes a task. Thread-safe.
class Profiler final : public Callback {
 public:
  void update(const Run& run, std::span<const TaskEvent> events) override;

  // Of each worker in the order in which tasks ended.
  std::vector<TaskProfile> results() const;
  void clear();

 private:
  mutable std::mutex mutex_;
  std::vector<TaskProfile> results_;
};

}  // namespace tusk
