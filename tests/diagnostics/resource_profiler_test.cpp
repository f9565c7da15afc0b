#include <tusk/diagnostics/resource_profiler.h>

#include <chrono>
#include <thread>

#include <gmock/gmock.h>

#include <tusk/core/error.h>
#include <tusk/core/memory.h>

#include "tests/diagnostics/fake_run.h"

namespace tusk::diagnostics {
namespace {

using namespace std::chrono_literals;
using testing::Each;
using testing::Field;
using testing::Ge;
using testing::Gt;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::ThrowsMessage;

TEST(ResourceProfiler, SamplesAtTheBeginningAndTheEnd) {
  const FakeRun run;
  ResourceProfiler profiler(1h);
  profiler.start(run);
  profiler.finish(run, nullptr);
  const auto samples = profiler.results();
  ASSERT_THAT(samples, SizeIs(2));
  EXPECT_THAT(samples, Each(Field(&ResourceSample::resident_bytes, Gt(1u << 20))));
}

TEST(ResourceProfiler, SeesWorkAndMemory) {
  const FakeRun run;
  ResourceProfiler profiler(1ms);
  void* block = default_memory_pool().allocate(1 << 20);
  profiler.start(run);
  const auto end = std::chrono::steady_clock::now() + 30ms;
  while (std::chrono::steady_clock::now() < end) {
  }
  profiler.finish(run, nullptr);
  default_memory_pool().free(block, 1 << 20);
  const auto samples = profiler.results();
  EXPECT_THAT(samples, SizeIs(Ge(3)));
  EXPECT_THAT(samples, Each(Field(&ResourceSample::accounted_bytes, Ge(1u << 20))));
  EXPECT_THAT(samples, testing::Contains(Field(&ResourceSample::cpu_percent, Gt(1.0))));
}

TEST(ResourceProfiler, LivesAsLongAsTheLongestOfOverlappingRuns) {
  const FakeRun first, second;
  ResourceProfiler profiler(1ms);
  profiler.start(first);
  profiler.start(second);
  profiler.finish(first, nullptr);
  const auto before = profiler.results().size();
  while (profiler.results().size() < before + 2) std::this_thread::yield();
  profiler.finish(second, nullptr);
  profiler.clear();
  EXPECT_THAT(profiler.results(), IsEmpty());
}

TEST(ResourceProfiler, EndsItsThreadWhenItIsDestroyedDuringARun) {
  const FakeRun run;
  ResourceProfiler profiler(1h);
  profiler.start(run);
}

TEST(ResourceProfiler, RefusesToSampleWithoutPause) {
  EXPECT_THAT([] { ResourceProfiler profiler(0ms); }, ThrowsMessage<ValueError>(HasSubstr("got dt 0 ms")));
}

}  // namespace
}  // namespace tusk::diagnostics
