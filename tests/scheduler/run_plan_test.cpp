#include "scheduler/run_plan.h"

#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "scheduler/admission.h"
#include "tests/scheduler/graphs.h"

namespace tusk::scheduler {
namespace {

using ::testing::ElementsAre;
using testing::ExplicitLayer;

std::shared_ptr<ExplicitLayer> layer_of(const std::vector<std::vector<TaskId>>& tasks) {
  auto layer = std::make_shared<ExplicitLayer>("layer");
  const auto add = layer->add_operation(operation(testing::AddOne()));
  for (const auto& inputs : tasks) layer->add(add, inputs);
  return layer;
}

std::shared_ptr<const Annotations> with_priority(int priority) {
  return std::make_shared<const Annotations>(Annotations{.priority = priority});
}

TEST(RunPlan, KeepsOnlyWhatTheOutputsNeed) {
  const RunPlan plan = plan_run(testing::graph_of(layer_of({{}, {}, {0}, {1}})), std::array<TaskId, 1>{2}, false);
  EXPECT_EQ(plan.task_count(), 2u);
  EXPECT_EQ(plan.tasks.key(plan.outputs[0]).block, std::vector<std::int64_t>{2});
}

TEST(RunPlan, OrdersRootsByRank) {
  // Two pairs, each of which is to be finished before the other is begun.
  const RunPlan plan =
      plan_run(testing::graph_of(layer_of({{}, {}, {}, {}, {0, 2}, {1, 3}, {4, 5}})), std::array<TaskId, 1>{6}, false);
  ASSERT_EQ(plan.roots.size(), 4u);
  EXPECT_EQ(plan.tasks.consumers_of(plan.roots[0])[0], plan.tasks.consumers_of(plan.roots[1])[0]);
  EXPECT_FALSE(plan.has_priorities);
}

TEST(RunPlan, HeedsUsersPrioritiesAsFarAsInputsAllow) {
  auto layer = layer_of({{}, {}, {}, {1}});
  layer->set_annotations(2, with_priority(5));
  layer->set_annotations(3, with_priority(7));
  const RunPlan plan = plan_run(testing::graph_of(layer), std::array<TaskId, 4>{0, 1, 2, 3}, false);
  EXPECT_TRUE(plan.has_priorities);
  EXPECT_EQ(plan.ranks[2], 0u);
  EXPECT_GT(plan.ranks[3], plan.ranks[1]);
  EXPECT_THAT(tasks_by_rank(plan).front(), 2u);
}

TEST(RunPlan, NamesTheKeysOfACycle) {
  try {
    plan_run(testing::graph_of(layer_of({{1}, {0}})), std::array<TaskId, 1>{0}, false);
    FAIL() << "a cycle was planned";
  } catch (const ValueError& error) {
    EXPECT_THAT(error.what(),
                ::testing::AllOf(::testing::HasSubstr("('layer', 0)"), ::testing::HasSubstr("('layer', 1)")));
  }
}

TEST(RunPlan, FindsTheChainThatWaitsForATask) {
  const RunPlan plan = plan_run(testing::graph_of(layer_of({{}, {0}, {1}, {0}})), std::array<TaskId, 1>{2}, false);
  EXPECT_THAT(waiting_chain(plan, 0), ElementsAre(1u, 2u));
  EXPECT_THAT(waiting_chain(plan, 2), ElementsAre());
}

TEST(Admission, LetsRootsInWhileMemoryIsThereAndAlwaysOneWhenNothingRuns) {
  const Admission admission{.limit_bytes = 1000};
  EXPECT_TRUE(admission.admits_root({.accounted_bytes = 600}, 3));
  EXPECT_FALSE(admission.admits_root({.accounted_bytes = 900}, 1));
  EXPECT_TRUE(admission.admits_root({.accounted_bytes = 900}, 0));
  EXPECT_TRUE(Admission{}.admits_root({.accounted_bytes = 1u << 30}, 8));
}

TEST(Admission, CountsWhatRunningRootsMayStillBring) {
  const Admission admission{.limit_bytes = 1000};
  EXPECT_TRUE(admission.admits_root({.accounted_bytes = 100, .largest_root_bytes = 200}, 3));
  EXPECT_FALSE(admission.admits_root({.accounted_bytes = 100, .largest_root_bytes = 200}, 4));
}

TEST(Admission, CountsWhatOthersAllocateToo) {
  const Admission admission{.machine_bytes = 1000};
  EXPECT_TRUE(admission.admits_root({.resident_bytes = 600}, 1));
  EXPECT_FALSE(admission.admits_root({.resident_bytes = 800}, 1));
}

TEST(Admission, CountsRootsThatWereTakenAndNotBegun) {
  const Admission admission{.limit_bytes = 1000};
  EXPECT_TRUE(admission.admits_root({.largest_root_bytes = 100, .taken_roots = 5}, 2));
  EXPECT_FALSE(admission.admits_root({.largest_root_bytes = 100, .taken_roots = 6}, 2));
}

TEST(Admission, HandsOutSoManyRootsThatAllWorkersMayTakeAsMany) {
  const Admission admission{.limit_bytes = 1000, .machine_bytes = 10000};
  EXPECT_EQ(admission.roots_at_once({}, 3, 4, 64), 1u);
  EXPECT_EQ(admission.roots_at_once({.largest_root_bytes = 1}, 0, 4, 64), 64u);
  EXPECT_EQ(admission.roots_at_once({.largest_root_bytes = 10}, 3, 4, 64), 16u);
  EXPECT_EQ(admission.roots_at_once({.accounted_bytes = 300, .largest_root_bytes = 10, .taken_roots = 17}, 3, 4, 64),
            5u);
  EXPECT_EQ(admission.roots_at_once({.accounted_bytes = 700, .largest_root_bytes = 10}, 3, 4, 64), 1u);
  EXPECT_EQ(admission.roots_at_once({.resident_bytes = 5000, .largest_root_bytes = 1}, 0, 4, 64), 1u);
  EXPECT_EQ(Admission{}.roots_at_once({.accounted_bytes = 1u << 30}, 3, 4, 64), 64u);
}

}  // namespace
}  // namespace tusk::scheduler
