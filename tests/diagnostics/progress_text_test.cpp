#include "diagnostics/progress_text.h"

#include <gmock/gmock.h>

namespace tusk::diagnostics {
namespace {

using namespace std::chrono_literals;

TEST(ProgressText, ShowsBarPercentTimeTasksAndTimeLeft) {
  EXPECT_EQ(progress_text({420, 1000, 3200ms}, 20, 0),
            "[########            ] | 42% Completed | 3.20 s | 420/1,000 tasks | 4.42 s left");
}

TEST(ProgressText, EndsWithoutTimeLeft) {
  EXPECT_EQ(progress_text({1000, 1000, 3200ms, ProgressState::Completed}, 20, 0),
            "[####################] | 100% Completed | 3.20 s | 1,000 tasks");
}

TEST(ProgressText, SaysAfterHowLongARunFailed) {
  EXPECT_EQ(progress_text({7, 10, 3200ms, ProgressState::Failed}, 10, 0),
            "[#######   ] | 70% Failed after 3.20 s | 7/10 tasks");
  EXPECT_EQ(progress_text({7, 10, 3200ms, ProgressState::Cancelled}, 10, 0),
            "[#######   ] | 70% Cancelled after 3.20 s | 7/10 tasks");
}

TEST(ProgressText, GuessesNothingBeforeTheFirstTaskIsDone) {
  EXPECT_EQ(progress_text({0, 1'234'567, 0ms}, 10, 0), "[          ] | 0% Completed | 0.00 us | 0/1,234,567 tasks");
}

TEST(ProgressText, TakesARunWithoutTasksForFinished) {
  EXPECT_EQ(progress_text({0, 0, 1ms, ProgressState::Completed}, 4, 0), "[####] | 100% Completed | 1.00 ms | 0 tasks");
}

TEST(ProgressText, RoundsDownSoThatOnlyAllIsAHundred) { EXPECT_EQ(percent({999'999, 1'000'000, 1ms}), 99); }

struct Width {
  int columns;
  const char* text;
};

class NarrowTerminals : public testing::TestWithParam<Width> {};

TEST_P(NarrowTerminals, DropWhatIsLeastNeeded) {
  const std::string text = progress_text({420, 1000, 3200ms}, 20, GetParam().columns);
  EXPECT_EQ(text, GetParam().text);
  EXPECT_LE(text.size(), std::size_t(GetParam().columns));
}

INSTANTIATE_TEST_SUITE_P(
    ProgressText, NarrowTerminals,
    testing::Values(Width{79, "[########            ] | 42% Completed | 3.20 s | 420/1,000 tasks | 4.42 s left"},
                    Width{70, "[########            ] | 42% Completed | 3.20 s | 420/1,000 tasks"},
                    Width{50, "[########            ] | 42% Completed | 3.20 s"},
                    Width{40, "[#####        ] | 42% Completed | 3.20 s"}, Width{30, "42% Completed | 3.20 s"},
                    Width{10, "42% Comple"}, Width{1, "4"}));

}  // namespace
}  // namespace tusk::diagnostics
