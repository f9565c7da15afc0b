#include <tusk/diagnostics/profiler.h>

#include <gmock/gmock.h>

#include "tests/diagnostics/fake_run.h"

namespace tusk::diagnostics {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Profiler, HasEachTasksKeyGroupWorkerTimesAndSize) {
  const FakeRun run(std::vector<FakeTask>{{.key = {"add-12", {3}}}, {.key = {"sum-7"}}});
  Profiler profiler;
  profiler.update(run, std::vector{finished(0, 1, 100, 150, 4096)});
  profiler.update(run, std::vector{finished(1, 0, 150, 190, 8)});
  EXPECT_THAT(profiler.results(),
              ElementsAre(TaskProfile{Key{"add-12", {3}}, "add", TaskEventKind::Finished, 1, 100, 150, 4096},
                          TaskProfile{Key{"sum-7"}, "sum", TaskEventKind::Finished, 0, 150, 190, 8}));
}

TEST(Profiler, HasEveryAttempt) {
  const FakeRun run(like_tasks("x", 1));
  Profiler profiler;
  profiler.update(run, std::vector{retried(0, 0, 10, 20), failed(0, 0, 20, 30), released(0, 0, 40)});
  EXPECT_THAT(profiler.results(), ElementsAre(testing::Field(&TaskProfile::outcome, TaskEventKind::Retried),
                                              testing::Field(&TaskProfile::outcome, TaskEventKind::Failed)));
}

TEST(Profiler, CollectsSeveralRunsUntilCleared) {
  const FakeRun first(like_tasks("x", 1)), second(like_tasks("y", 1));
  Profiler profiler;
  profiler.update(first, std::vector{finished(0, 0, 0, 1)});
  profiler.update(second, std::vector{finished(0, 0, 2, 3)});
  EXPECT_EQ(profiler.results().size(), 2u);
  profiler.clear();
  EXPECT_THAT(profiler.results(), IsEmpty());
}

}  // namespace
}  // namespace tusk::diagnostics
