#include <tusk/diagnostics/progress_bar.h>

#include <array>
#include <cstdlib>
#include <pty.h>
#include <stdexcept>
#include <unistd.h>

#include <gmock/gmock.h>

#include <tusk/core/error.h>

#include "tests/diagnostics/fake_run.h"

namespace tusk::diagnostics {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::ThrowsMessage;

const std::exception_ptr kNoFailure = nullptr;
const std::exception_ptr kFailure = std::make_exception_ptr(std::runtime_error("no such file"));

// What a progress bar writes to a log.
class LoggedProgress : public testing::Test {
 protected:
  ProgressBar bar(std::chrono::nanoseconds minimum = 0ns) {
    return ProgressBar({.minimum = minimum, .width = 4, .write = [this](std::string_view text) { written_ += text; }});
  }

  FakeRun run_{like_tasks("x", 4)};
  std::string written_;
};

TEST_F(LoggedProgress, IsOneLineForAShortRun) {
  auto progress = bar();
  progress.start(run_);
  for (graph::TaskId finished = 0; finished <= 4; ++finished) {
    run_.set_finished_count(finished);
    progress.update(run_, {});
  }
  progress.finish(run_, kNoFailure);
  EXPECT_THAT(written_, MatchesRegex("\\[####\\] \\| 100% Completed \\| [0-9.]+ .s \\| 4 tasks\n"));
}

TEST_F(LoggedProgress, SaysThatARunFailed) {
  auto progress = bar();
  progress.start(run_);
  run_.set_finished_count(3);
  progress.finish(run_, kFailure);
  EXPECT_THAT(written_, MatchesRegex("\\[### \\] \\| 75% Failed after [0-9.]+ .s \\| 3/4 tasks\n"));
}

TEST_F(LoggedProgress, SaysThatARunWasCancelled) {
  auto progress = bar();
  progress.start(run_);
  progress.finish(run_, std::make_exception_ptr(CancelledError("stopped")));
  EXPECT_THAT(written_, HasSubstr("0% Cancelled after"));
}

TEST_F(LoggedProgress, ShowsNothingForARunThatEndsBeforeTheMinimum) {
  auto progress = bar(1h);
  progress.start(run_);
  progress.update(run_, {});
  progress.finish(run_, kFailure);
  EXPECT_EQ(written_, "");
}

TEST_F(LoggedProgress, BelongsToTheOldestOfOverlappingRuns) {
  FakeRun inner(like_tasks("y", 100));
  auto progress = bar();
  progress.start(run_);
  progress.start(inner);
  progress.finish(inner, kNoFailure);
  EXPECT_EQ(written_, "");
  run_.set_finished_count(4);
  progress.finish(run_, kNoFailure);
  EXPECT_THAT(written_, HasSubstr("| 4 tasks\n"));
}

TEST_F(LoggedProgress, GoesToTheNextRunWhenTheOldestEnds) {
  FakeRun other(like_tasks("y", 2));
  auto progress = bar();
  progress.start(run_);
  progress.start(other);
  progress.finish(run_, kNoFailure);
  other.set_finished_count(2);
  progress.finish(other, kNoFailure);
  EXPECT_THAT(written_, testing::AllOf(HasSubstr("0/4 tasks\n"), HasSubstr("| 2 tasks\n")));
}

TEST_F(LoggedProgress, SurvivesALogThatThrows) {
  ProgressBar progress({.write = [](std::string_view) { throw std::runtime_error("closed"); }});
  progress.start(run_);
  progress.finish(run_, kNoFailure);
}

TEST_F(LoggedProgress, ToAPipeHasNoControlCharacters) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  {
    ProgressBar progress({.width = 4, .out = pipe[1]});
    progress.start(run_);
    progress.update(run_, {});
    progress.finish(run_, kFailure);
  }
  ::close(pipe[1]);
  std::string text(4096, '\0');
  text.resize(std::size_t(::read(pipe[0], text.data(), text.size())));
  ::close(pipe[0]);
  EXPECT_THAT(text, MatchesRegex("\\[    \\] \\| 0% Failed after [0-9.]+ .s \\| 0/4 tasks\n"));
}

// What a progress bar writes to a terminal of so many columns.
class TerminalProgress : public testing::Test {
 protected:
  TerminalProgress() {
    ::setenv("TERM", "xterm", 1);
    ::unsetenv("NO_COLOR");
  }
  ~TerminalProgress() override { ::close(terminal_), ::close(screen_); }

  void open(std::uint16_t columns) {
    winsize size{.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    ASSERT_EQ(::openpty(&screen_, &terminal_, nullptr, nullptr, &size), 0);
  }
  // Everything of a run of 4 tasks, of which 2 get finished.
  std::string shown(const std::exception_ptr& failure) {
    FakeRun run(like_tasks("x", 4));
    ProgressBar progress({.width = 4, .out = terminal_});
    progress.start(run);
    progress.update(run, {});
    run.set_finished_count(2);
    progress.update(run, {});
    progress.finish(run, failure);
    std::string text;
    std::array<char, 4096> part;
    while (!text.ends_with('\n')) text.append(part.data(), std::size_t(::read(screen_, part.data(), part.size())));
    return text;
  }

  int screen_ = -1, terminal_ = -1;
};

TEST_F(TerminalProgress, IsRedrawnInPlace) {
  open(100);
  EXPECT_THAT(shown(kNoFailure),
              MatchesRegex("\r\\[    \\] \\| 0% Completed \\| [0-9.]+ .s \\| 0/4 tasks *"
                           "\r\\[##  \\] \\| 50% Completed \\| [0-9.]+ .s \\| 2/4 tasks \\| [0-9.]+ .s left *"
                           "\r\\[##  \\] \\| 50% Completed \\| [0-9.]+ .s \\| 2/4 tasks *\r\n"));
}

TEST_F(TerminalProgress, NeverReachesTheLastColumn) {
  open(30);
  const std::string text = shown(kNoFailure);
  for (std::size_t first = 0; first < text.size();) {
    const std::size_t end = std::min(text.find_first_of("\r\n", first), text.size());
    EXPECT_LT(end - first, 30u) << text;
    first = end + 1;
  }
}

TEST_F(TerminalProgress, TakesAnUnknownWidthForEighty) {
  open(0);
  EXPECT_THAT(shown(kNoFailure), HasSubstr("2/4 tasks"));
}

TEST_F(TerminalProgress, ShowsFailureInRed) {
  open(100);
  EXPECT_THAT(shown(kFailure), HasSubstr("\x1b[31mFailed\x1b[0m after"));
}

TEST_F(TerminalProgress, HasNoColorWhereTheUserWantsNone) {
  open(100);
  ::setenv("NO_COLOR", "1", 1);
  EXPECT_THAT(shown(kFailure), Not(HasSubstr("\x1b")));
  ::unsetenv("NO_COLOR");
}

TEST_F(TerminalProgress, IsALogOnADumbTerminal) {
  open(100);
  ::setenv("TERM", "dumb", 1);
  EXPECT_THAT(shown(kNoFailure), MatchesRegex("\\[##  \\] \\| 50% Completed[^\r\n]*\r\n"));
}

TEST(ProgressBar, RefusesAnImpossibleWidth) {
  EXPECT_THAT([] { ProgressBar({.width = 0}); }, ThrowsMessage<ValueError>(HasSubstr("got width 0")));
}

TEST(ProgressBar, RefusesNegativeTimes) {
  EXPECT_THAT([] { ProgressBar({.dt = -1ms}); }, ThrowsMessage<ValueError>(HasSubstr("got dt -1 ms")));
}

TEST(ProgressBar, CostsARunNoEvents) { EXPECT_FALSE(ProgressBar().needs().finishes); }

}  // namespace
}  // namespace tusk::diagnostics
