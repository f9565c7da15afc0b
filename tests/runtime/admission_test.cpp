// Root tasks are admitted by memory: how many results are held at once, counted, with a limit and without.
#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

#include <gmock/gmock.h>

#include <tusk/core/config.h>
#include <tusk/core/error.h>
#include <tusk/core/memory.h>
#include <tusk/data/ndarray.h>

#include "tests/scheduler/graphs.h"

namespace tusk {
namespace {

using testing::ExplicitLayer;
using testing::graph_of;
using testing::lambda;
using testing::run_on;
using testing::TaskId;

constexpr std::int64_t kBlockBytes = 1 << 20;  // far more than a run's own state takes
constexpr int kWorkers = 4;

// Waits until `is_met`, but not for long if it may never be.
void wait_a_moment(const std::function<bool()>& is_met) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
  while (!is_met() && std::chrono::steady_clock::now() < end) std::this_thread::yield();
}

class AdmissionOfRoots : public ::testing::Test {
 protected:
  ~AdmissionOfRoots() override { pool_.set_limit_bytes(limit_before_); }

  // At most `blocks` may be held from now on, and what else there is.
  void limit_to(std::uint64_t blocks) { pool_.set_limit_bytes(blocks * kBlockBytes + kBlockBytes / 2); }
  std::int64_t held_blocks() const { return std::int64_t(pool_.current_bytes()) / kBlockBytes; }

  // A task that makes an array of `blocks` blocks, and is at work until `is_met`, or for a moment.
  OperationPtr make(std::int64_t blocks, std::function<bool()> is_met) {
    return lambda("make", [this, blocks, is_met = std::move(is_met)](const Inputs&, TaskContext&) {
      const NdArray made = NdArray::empty(DType::UInt8, {blocks * kBlockBytes});
      for (std::int64_t most = most_held_; most < held_blocks();) most_held_.compare_exchange_weak(most, held_blocks());
      wait_a_moment(is_met);
      return made;
    });
  }
  OperationPtr count_blocks() {
    return lambda("count", [](const Inputs& inputs, TaskContext&) {
      std::int64_t bytes = 0;
      for (std::size_t i = 0; i < inputs.size(); ++i) bytes += inputs[i].as<NdArray>().size();
      return bytes / kBlockBytes;
    });
  }
  // The blocks that tasks at the end counted, of `groups` times `roots` roots.
  std::int64_t run(int groups, int roots, OperationPtr make) {
    const auto layer = std::make_shared<ExplicitLayer>("layer");
    const auto make_number = layer->add_operation(std::move(make));
    const auto count_number = layer->add_operation(count_blocks());
    std::vector<TaskId> outputs;
    for (int group = 0; group < groups; ++group) {
      std::vector<TaskId> inputs;
      for (int i = 0; i < roots; ++i) inputs.push_back(layer->add(make_number, {}));
      outputs.push_back(layer->add(count_number, inputs));
    }
    std::int64_t blocks = 0;
    for (const Value& counted : run_on("threads", graph_of(layer), outputs, {.threads = kWorkers}))
      blocks += counted.as<std::int64_t>();
    return blocks;
  }

  const config::Scope by_reference_ = config::set({{"scheduler.roundtrip", false}});
  MemoryPool& pool_ = default_memory_pool();
  const std::uint64_t limit_before_ = pool_.limit_bytes();
  std::atomic<std::int64_t> most_held_ = 0;
};

TEST_F(AdmissionOfRoots, LetsAllWorkersInWhileThereIsRoom) {
  pool_.set_limit_bytes(0);
  EXPECT_EQ(run(16, 1, make(4, [this] { return most_held_ == 4 * kWorkers; })), 64);
  EXPECT_EQ(most_held_, 4 * kWorkers);
}

// Two of these at once would pass the limit, and then a task would fail.
TEST_F(AdmissionOfRoots, TakesOneAfterTheOtherWhileMemoryIsFull) {
  limit_to(32);
  const NdArray others = NdArray::empty(DType::UInt8, {25 * kBlockBytes});
  EXPECT_EQ(run(16, 1, make(4, [this] { return held_blocks() > 25 + 4; })), 64);
  EXPECT_EQ(most_held_, 25 + 4);
}

TEST_F(AdmissionOfRoots, LetsATaskInThatFillsMemoryAlone) {
  limit_to(32);
  const NdArray others = NdArray::empty(DType::UInt8, {24 * kBlockBytes});
  EXPECT_EQ(run(6, 1, make(8, [] { return false; })), 48);
  EXPECT_EQ(most_held_, 32);
  try {
    run(6, 1, make(9, [] { return false; }));
    FAIL() << "there was room";
  } catch (const MemoryError&) {
    ASSERT_NE(task_failure(), nullptr);
    EXPECT_EQ(task_failure()->operation, "make()");
  }
  EXPECT_EQ(run(1, 1, make(8, [] { return false; })), 8);
}

// Workers take many small roots at once; here they must not, though nothing is known of the first.
TEST_F(AdmissionOfRoots, StaysUnderTheLimitWhereResultsMustWaitForOthers) {
  limit_to(64);
  EXPECT_EQ(run(64, 32, make(1, [] { return true; })), 64 * 32);
  EXPECT_LE(most_held_, 64);
}

}  // namespace
}  // namespace tusk
