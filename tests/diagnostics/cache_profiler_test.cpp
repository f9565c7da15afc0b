#include <tusk/diagnostics/cache_profiler.h>

#include <gmock/gmock.h>

#include <tusk/data/value.h>

#include "tests/diagnostics/fake_run.h"

namespace tusk::diagnostics {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;

TEST(CacheProfiler, HasWhenEachResultCameAndWent) {
  const FakeRun run(like_tasks("x", 2));
  CacheProfiler profiler;
  profiler.start(run);
  profiler.update(run, std::vector{finished(0, 0, 5, 10, 800), released(0, 0, 30)});
  EXPECT_THAT(profiler.results(), ElementsAre(CacheEntry{Key{"x-0"}, "x", 800, 10, 30}));
}

TEST(CacheProfiler, UnderstandsAReleaseThatIsHeardOfFirst) {
  const FakeRun run(like_tasks("x", 1));
  CacheProfiler profiler;
  profiler.start(run);
  profiler.update(run, std::vector{released(0, 1, 30)});
  EXPECT_THAT(profiler.results(), IsEmpty());
  profiler.update(run, std::vector{finished(0, 0, 5, 10, 800)});
  EXPECT_THAT(profiler.results(), ElementsAre(CacheEntry{Key{"x-0"}, "x", 800, 10, 30}));
}

TEST(CacheProfiler, TakesWhatOutlivesTheRunForFreedAtItsEnd) {
  const FakeRun run(like_tasks("x", 1));
  CacheProfiler profiler;
  profiler.start(run);
  profiler.update(run, std::vector{finished(0, 0, 5, 10, 800)});
  profiler.finish(run, nullptr);
  ASSERT_THAT(profiler.results(), SizeIs(1));
  EXPECT_GT(profiler.results()[0].exit_ns, 10);
}

TEST(CacheProfiler, MeasuresResultsWithTheUsersMetric) {
  const FakeRun run(like_tasks("x", 1));
  CacheProfiler profiler([](const Value& result) { return 10.0 * result.as<double>(); }, "tenfold");
  EXPECT_TRUE(profiler.needs().results);
  EXPECT_EQ(profiler.metric_name(), "tenfold");
  profiler.start(run);
  profiler.result(run, 0, Value::of(4.2));
  profiler.update(run, std::vector{finished(0, 0, 5, 10, 800), released(0, 0, 30)});
  EXPECT_THAT(profiler.results(), ElementsAre(Field(&CacheEntry::metric, 42.0)));
}

TEST(CacheProfiler, KeepsOverlappingRunsApart) {
  const FakeRun first(like_tasks("x", 1)), second(like_tasks("y", 1));
  CacheProfiler profiler;
  profiler.start(first);
  profiler.start(second);
  profiler.update(first, std::vector{finished(0, 0, 0, 10, 1)});
  profiler.update(second, std::vector{finished(0, 0, 0, 20, 2), released(0, 0, 30)});
  EXPECT_THAT(profiler.results(), ElementsAre(CacheEntry{Key{"y-0"}, "y", 2, 20, 30}));
}

TEST(CacheProfiler, AsksForResultsOnlyWithAMetric) { EXPECT_FALSE(CacheProfiler().needs().results); }

}  // namespace
}  // namespace tusk::diagnostics
