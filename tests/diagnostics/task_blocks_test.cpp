#include "diagnostics/task_blocks.h"

#include <gmock/gmock.h>

#include "tests/diagnostics/fake_run.h"

namespace tusk::diagnostics {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::Le;
using testing::SizeIs;

std::uint64_t task_count(const TaskBlocks& blocks) {
  std::uint64_t count = 0;
  for (const TaskBlock& block : blocks.blocks()) count += block.task_count;
  return count;
}

std::vector<BlockPart> parts(const TaskBlock& block) {
  return {block.parts.begin(), block.parts.begin() + block.part_count};
}

TEST(TaskBlocks, AreSingleTasksWhileThereAreFew) {
  TaskBlocks blocks(4);
  for (graph::TaskId task = 0; task < 4; ++task) blocks.add(0, 0, finished(task, 0, task * 10, task * 10 + 10));
  EXPECT_THAT(blocks.blocks(), Each(Field(&TaskBlock::task_count, 1u)));
  EXPECT_EQ(blocks.window_ns(), 0);
}

TEST(TaskBlocks, StayFewHoweverManyTasksThereAre) {
  TaskBlocks blocks(100);
  for (graph::TaskId task = 0; task < 100'000; ++task)
    blocks.add(0, task % 3, finished(task, task % 4, task * 10, task * 10 + 8));
  EXPECT_THAT(blocks.blocks(), SizeIs(Le(100u)));
  EXPECT_EQ(task_count(blocks), 100'000u);
}

TEST(TaskBlocks, KeepTimesSizesAndFailuresOfWhatTheyMerge) {
  TaskBlocks blocks(1);
  blocks.add(0, 0, finished(0, 0, 0, 10, 100));
  blocks.add(0, 1, failed(1, 0, 10, 15));
  blocks.add(0, 1, retried(2, 0, 20, 26));
  ASSERT_THAT(blocks.blocks(), SizeIs(1));
  const TaskBlock& block = blocks.blocks()[0];
  EXPECT_EQ(block.start_ns, 0);
  EXPECT_EQ(block.end_ns, 26);
  EXPECT_EQ(block.size_bytes, 100u);
  EXPECT_EQ(block.failed_count, 1u);
  EXPECT_EQ(block.retried_count, 1u);
  EXPECT_THAT(parts(block), ElementsAre(BlockPart{0, 1, 10}, BlockPart{1, 2, 11}));
}

TEST(TaskBlocks, LeaveALongTaskAmongShortOnesAlone) {
  TaskBlocks blocks(20);
  for (graph::TaskId task = 0; task < 1000; ++task) blocks.add(0, 0, finished(task, 0, task, task + 1));
  blocks.add(0, 1, finished(1000, 0, 1000, 2'000));
  for (graph::TaskId task = 0; task < 1000; ++task)
    blocks.add(0, 0, finished(1001 + task, 0, 2'000 + task, 2'001 + task));
  EXPECT_THAT(blocks.blocks(),
              testing::Contains(testing::AllOf(Field(&TaskBlock::task, 1000u), Field(&TaskBlock::task_count, 1u))));
}

TEST(TaskBlocks, NeverMergeWorkers) {
  TaskBlocks blocks(2);
  for (graph::TaskId task = 0; task < 100; ++task) blocks.add(0, 0, finished(task, task % 2, task, task + 1));
  ASSERT_THAT(blocks.blocks(), SizeIs(2));
  EXPECT_NE(blocks.blocks()[0].worker, blocks.blocks()[1].worker);
}

TEST(TaskBlocks, CountTheSmallestGroupsOfABlockTogether) {
  TaskBlocks blocks(1);
  const std::vector<std::int64_t> durations_ns = {40, 1, 30, 2, 20, 3};
  std::int64_t now_ns = 0;
  for (std::uint32_t group = 0; group < durations_ns.size(); ++group) {
    blocks.add(0, group, finished(group, 0, now_ns, now_ns + durations_ns[group]));
    now_ns += durations_ns[group];
  }
  ASSERT_THAT(blocks.blocks(), SizeIs(1));
  EXPECT_THAT(parts(blocks.blocks()[0]), ElementsAre(BlockPart{0, 1, 40}, BlockPart{2, 1, 30}, BlockPart{4, 1, 20},
                                                     BlockPart{TaskBlock::kOtherGroups, 3, 6}));
}

TEST(TaskBlocks, MergeATaskIntoWhatRanInsideIt) {
  TaskBlocks blocks(1);
  blocks.add(0, 0, finished(1, 0, 10, 20));
  blocks.add(0, 1, finished(0, 0, 0, 30));  // it computed the one before
  ASSERT_THAT(blocks.blocks(), SizeIs(1));
  EXPECT_EQ(blocks.blocks()[0].start_ns, 0);
  EXPECT_EQ(blocks.blocks()[0].end_ns, 30);
}

}  // namespace
}  // namespace tusk::diagnostics
