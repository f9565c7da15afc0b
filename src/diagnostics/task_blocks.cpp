#include "diagnostics/task_blocks.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace tusk::diagnostics {
namespace {

void add_part(TaskBlock& block, const BlockPart& part) {
  const auto end = block.parts.begin() + block.part_count;
  const auto found =
      std::find_if(block.parts.begin(), end, [&](const BlockPart& old) { return old.group == part.group; });
  if (found != end) {
    found->count += part.count;
    found->busy_ns += part.busy_ns;
    return;
  }
  if (block.part_count < TaskBlock::kMostParts) {
    block.parts[block.part_count++] = part;
    return;
  }
  std::array<BlockPart, TaskBlock::kMostParts + 1> all;
  *std::copy(block.parts.begin(), block.parts.end(), all.begin()) = part;
  std::sort(all.begin(), all.end(), [](const BlockPart& a, const BlockPart& b) {
    return std::pair(a.group == TaskBlock::kOtherGroups, b.busy_ns) <
           std::pair(b.group == TaskBlock::kOtherGroups, a.busy_ns);
  });
  std::copy_n(all.begin(), TaskBlock::kMostParts, block.parts.begin());
  BlockPart& others = block.parts.back();
  others = {TaskBlock::kOtherGroups, others.count + all.back().count, others.busy_ns + all.back().busy_ns};
}

void merge(TaskBlock& block, const TaskBlock& other) {
  block.start_ns = std::min(block.start_ns, other.start_ns);
  block.end_ns = std::max(block.end_ns, other.end_ns);
  block.size_bytes += other.size_bytes;
  block.task_count += other.task_count;
  block.failed_count += other.failed_count;
  block.retried_count += other.retried_count;
  for (std::size_t i = 0; i < other.part_count; ++i) add_part(block, other.parts[i]);
  block.key.clear();
  block.operation.clear();
}

}  // namespace

void TaskBlocks::add(std::uint32_t run, std::uint32_t group, const TaskEvent& attempt) {
  TaskBlock block{.run = run,
                  .worker = attempt.worker,
                  .start_ns = attempt.start_ns,
                  .end_ns = attempt.end_ns,
                  .size_bytes = attempt.kind == TaskEventKind::Finished ? attempt.size_bytes : 0,
                  .failed_count = attempt.kind == TaskEventKind::Failed,
                  .retried_count = attempt.kind == TaskEventKind::Retried,
                  .parts = {BlockPart{group, 1, attempt.end_ns - attempt.start_ns}},
                  .task = attempt.task};
  if (merge_into_last(block)) return;
  last_of_worker_[block.worker] = blocks_.size();
  blocks_.push_back(std::move(block));
  while (blocks_.size() > std::max(most_, last_of_worker_.size())) widen();
}

bool TaskBlocks::merge_into_last(TaskBlock& block) {
  const auto found = last_of_worker_.find(block.worker);
  if (window_ns_ == 0 || found == last_of_worker_.end()) return false;
  TaskBlock& last = blocks_[found->second];
  if (std::max(last.end_ns, block.end_ns) - std::min(last.start_ns, block.start_ns) > window_ns_) return false;
  merge(last, block);
  return true;
}

void TaskBlocks::widen() {
  auto [first_ns, end_ns] =
      std::pair(std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min());
  for (const TaskBlock& block : blocks_) {
    first_ns = std::min(first_ns, block.start_ns);
    end_ns = std::max(end_ns, block.end_ns);
  }
  // Two neighbours of which each fills its window: half of `most_` blocks at the most remain.
  const std::int64_t needed_ns = (end_ns - first_ns) / std::int64_t(most_) * std::int64_t(last_of_worker_.size()) * 2;
  window_ns_ = std::max({window_ns_ * 2, needed_ns, std::int64_t(1)});

  std::vector<TaskBlock> old = std::exchange(blocks_, {});
  std::stable_sort(old.begin(), old.end(), [](const TaskBlock& a, const TaskBlock& b) {
    return std::pair(a.worker, a.start_ns) < std::pair(b.worker, b.start_ns);
  });
  last_of_worker_.clear();
  for (TaskBlock& block : old) {
    if (merge_into_last(block)) continue;
    last_of_worker_[block.worker] = blocks_.size();
    blocks_.push_back(std::move(block));
  }
}

}  // namespace tusk::diagnostics
