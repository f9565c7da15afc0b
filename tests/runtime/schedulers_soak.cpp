// Long stress of the threaded scheduler: random graphs, thread counts, cancellations and computes inside of tasks, from
// several threads at once. Each round prints its seed when it fails; TUSK_SOAK_SECONDS says how long (default 60).
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <random>
#include <thread>

#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "tests/scheduler/graphs.h"

namespace tusk {
namespace {

using testing::graph_of;
using testing::random_additions;
using testing::run_on;
using testing::TaskId;

std::chrono::steady_clock::time_point end_of_soak() {
  const char* seconds = std::getenv("TUSK_SOAK_SECONDS");
  return std::chrono::steady_clock::now() + std::chrono::seconds(seconds ? std::atoi(seconds) : 60);
}

void run_round(std::uint32_t seed) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const TaskId size = 1 + random() % 3000;
  const auto graph = graph_of(random_additions(seed, size));
  RunOptions options{.threads = int(1 + random() % 6), .fuse = random() % 2 == 0};
  if (random() % 4 > 0) {
    const auto expected = run_on("synchronous", graph, {size - 1})[0].as<std::int64_t>();
    EXPECT_EQ(run_on("threads", graph, {size - 1}, options)[0].as<std::int64_t>(), expected);
    return;
  }
  std::stop_source stop;
  options.stop = stop.get_token();
  std::thread canceller([&, pause_us = random() % 500] {
    std::this_thread::sleep_for(std::chrono::microseconds(pause_us));
    stop.request_stop();
  });
  try {
    run_on("threads", graph, {size - 1}, options);
  } catch (const CancelledError&) {  // or it was done before
  }
  canceller.join();
}

TEST(SchedulersSoak, AgreeWithOneThreadWhateverHappens) {
  const auto end = end_of_soak();
  const std::uint32_t first_seed = std::random_device()();
  std::printf("first seed %u\n", first_seed);
  std::atomic<std::uint32_t> rounds = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 3; ++i) {
    callers.emplace_back([&] {
      while (std::chrono::steady_clock::now() < end && !::testing::Test::HasFailure()) run_round(first_seed + rounds++);
    });
  }
  for (std::thread& caller : callers) caller.join();
  std::printf("%u rounds\n", rounds.load());
}

}  // namespace
}  // namespace tusk
