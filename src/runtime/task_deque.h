// TaskDeque: the ready tasks of one worker. Its owner pushes and pops at the bottom, thieves take from the top.
//
// The deque of Chase and Lev (SPAA 2005), with sequentially consistent operations in place of fences, which thread
// sanitizers can't follow. Only the owner may push and pop; anyone may steal.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <tusk/graph/task_id.h>

namespace tusk::runtime {

class TaskDeque {
 public:
  using TaskId = graph::TaskId;

  TaskDeque() { buffers_.push_back(std::make_unique<Buffer>(kFirstCapacity)), buffer_ = buffers_.back().get(); }

  void push(TaskId task) {
    const std::int64_t bottom = bottom_.load(std::memory_order_relaxed);
    Buffer* buffer = buffer_.load(std::memory_order_relaxed);
    if (bottom - top_.load(std::memory_order_acquire) >= std::int64_t(buffer->capacity))
      buffer = grown(*buffer, bottom);
    buffer->at(bottom).store(task, std::memory_order_relaxed);
    bottom_.store(bottom + 1, std::memory_order_seq_cst);
  }

  std::optional<TaskId> pop() {
    const std::int64_t bottom = bottom_.load(std::memory_order_relaxed) - 1;
    if (top_.load(std::memory_order_relaxed) > bottom) return std::nullopt;
    Buffer* buffer = buffer_.load(std::memory_order_relaxed);
    bottom_.store(bottom, std::memory_order_seq_cst);
    std::int64_t top = top_.load(std::memory_order_seq_cst);
    if (top < bottom) return buffer->at(bottom).load(std::memory_order_relaxed);
    const bool is_ours = top == bottom && top_.compare_exchange_strong(top, top + 1, std::memory_order_seq_cst);
    const TaskId task = buffer->at(bottom).load(std::memory_order_relaxed);
    bottom_.store(bottom + 1, std::memory_order_seq_cst);
    return is_ours ? std::optional(task) : std::nullopt;
  }

  std::optional<TaskId> steal() {
    std::int64_t top = top_.load(std::memory_order_seq_cst);
    if (top >= bottom_.load(std::memory_order_seq_cst)) return std::nullopt;
    const TaskId task = buffer_.load(std::memory_order_acquire)->at(top).load(std::memory_order_relaxed);
    if (!top_.compare_exchange_strong(top, top + 1, std::memory_order_seq_cst)) return std::nullopt;
    return task;
  }

  bool is_empty() const { return top_.load(std::memory_order_seq_cst) >= bottom_.load(std::memory_order_seq_cst); }

 private:
  static constexpr std::size_t kFirstCapacity = 64;

  struct Buffer {
    explicit Buffer(std::size_t capacity)
        : capacity(capacity), tasks(std::make_unique<std::atomic<TaskId>[]>(capacity)) {}
    std::atomic<TaskId>& at(std::int64_t i) { return tasks[std::size_t(i) & (capacity - 1)]; }

    std::size_t capacity;
    std::unique_ptr<std::atomic<TaskId>[]> tasks;
  };

  Buffer* grown(Buffer& old, std::int64_t bottom) {
    buffers_.push_back(std::make_unique<Buffer>(2 * old.capacity));
    Buffer* larger = buffers_.back().get();
    for (std::int64_t i = top_.load(std::memory_order_acquire); i < bottom; ++i)
      larger->at(i).store(old.at(i).load(std::memory_order_relaxed), std::memory_order_relaxed);
    buffer_.store(larger, std::memory_order_release);
    return larger;
  }

  alignas(64) std::atomic<std::int64_t> top_{0};
  alignas(64) std::atomic<std::int64_t> bottom_{0};
  std::atomic<Buffer*> buffer_;
  std::vector<std::unique_ptr<Buffer>> buffers_;  // thieves may still read an old one, so all are kept
};

}  // namespace tusk::runtime
