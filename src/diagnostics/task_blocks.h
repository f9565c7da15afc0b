// TaskBlocks: what ran when on which worker, in bounded memory.
//
// A block is one task, or several neighbours on one worker drawn as one. While there are few tasks each is a block of
// its own; beyond that, neighbours that lie within a window of time are merged, and the window doubles whenever there
// are too many blocks. So a million short tasks become some thousand blocks, and a long task among them stays itself.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include <tusk/graph/events.h>

namespace tusk::diagnostics {

// What tasks of one group contribute to a block.
struct BlockPart {
  std::uint32_t group;
  std::uint32_t count;
  std::int64_t busy_ns;

  friend bool operator==(const BlockPart&, const BlockPart&) = default;
};

struct TaskBlock {
  static constexpr std::size_t kMostParts = 4;
  static constexpr std::uint32_t kOtherGroups = 0xffffffff;  // the part of all groups past the largest three

  std::uint32_t run;
  std::uint16_t worker;
  std::int64_t start_ns;
  std::int64_t end_ns;
  std::uint64_t size_bytes;
  std::uint32_t task_count = 1;
  std::uint32_t failed_count = 0;
  std::uint32_t retried_count = 0;
  std::array<BlockPart, kMostParts> parts;
  std::uint8_t part_count = 1;
  // Of a single task:
  graph::TaskId task;
  bool is_named = false;
  std::string key = {};
  std::string operation = {};
};

class TaskBlocks {
 public:
  // Keeps at most `most` blocks, or one a worker if that is more.
  explicit TaskBlocks(std::size_t most) : most_(most) {}

  // An attempt at a task; `run` is any number for the run.
  void add(std::uint32_t run, std::uint32_t group, const TaskEvent& attempt);
  // Writable, so that single tasks get their names.
  std::vector<TaskBlock>& blocks() { return blocks_; }
  const std::vector<TaskBlock>& blocks() const { return blocks_; }
  // Tasks were merged when all of them lay within this time; 0 while every task is a block of its own.
  std::int64_t window_ns() const { return window_ns_; }

 private:
  bool merge_into_last(TaskBlock& block);
  void widen();

  std::size_t most_;
  std::int64_t window_ns_ = 0;
  std::vector<TaskBlock> blocks_;
  std::unordered_map<std::uint16_t, std::size_t> last_of_worker_;
};

}  // namespace tusk::diagnostics
