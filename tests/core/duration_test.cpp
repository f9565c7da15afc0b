#include <tusk/core/duration.h>

#include <cstdint>
#include <limits>

#include <gmock/gmock.h>

#include <tusk/core/error.h>

namespace {

using std::chrono::nanoseconds;
using testing::HasSubstr;
using testing::ThrowsMessage;
using testing::Values;

struct DurationMeaning {
  const char* text;
  std::int64_t duration_ns;
};

class DurationTexts : public testing::TestWithParam<DurationMeaning> {};

TEST_P(DurationTexts, MeanWhatDaskMeansByThem) {
  EXPECT_EQ(tusk::parse_duration(GetParam().text), nanoseconds(GetParam().duration_ns));
}

INSTANTIATE_TEST_SUITE_P(Duration, DurationTexts,
                         Values(DurationMeaning{"200ms", 200'000'000}, DurationMeaning{"1.5 h", 5'400'000'000'000},
                                DurationMeaning{"10s", 10'000'000'000}, DurationMeaning{"2 minutes", 120'000'000'000},
                                DurationMeaning{"1us", 1'000}, DurationMeaning{"5", 5'000'000'000},
                                DurationMeaning{"0.25", 250'000'000}, DurationMeaning{"3 Seconds", 3'000'000'000},
                                DurationMeaning{"1 day", 86'400'000'000'000},
                                DurationMeaning{"2w", 1'209'600'000'000'000}, DurationMeaning{"1 ns", 1},
                                DurationMeaning{"MS", 1'000'000}, DurationMeaning{"h", 3'600'000'000'000},
                                DurationMeaning{"1e3 ms", 1'000'000'000}, DurationMeaning{"10 m", 600'000'000'000},
                                DurationMeaning{"3M", 180'000'000'000}, DurationMeaning{"1 week", 604'800'000'000'000},
                                DurationMeaning{"2 hours", 7'200'000'000'000},
                                DurationMeaning{"1 millisecond", 1'000'000}, DurationMeaning{"7 microseconds", 7'000},
                                DurationMeaning{"9 nanoseconds", 9}, DurationMeaning{"0", 0},
                                DurationMeaning{"1e-3", 1'000'000}, DurationMeaning{"0.1us", 100},
                                DurationMeaning{"1 d", 86'400'000'000'000}, DurationMeaning{"10 S", 10'000'000'000}));

// What Dask refuses, and ".5s", which it takes for "1.5s".
INSTANTIATE_TEST_SUITE_P(Beyond, DurationTexts,
                         Values(DurationMeaning{".5s", 500'000'000}, DurationMeaning{"5 min", 300'000'000'000},
                                DurationMeaning{"2 hrs", 7'200'000'000'000}, DurationMeaning{"30 sec", 30'000'000'000},
                                DurationMeaning{"9223372036854775807 ns", std::numeric_limits<std::int64_t>::max()}));

class NoDuration : public testing::TestWithParam<const char*> {};

TEST_P(NoDuration, IsRefusedWithAnExample) {
  EXPECT_THAT([] { tusk::parse_duration(GetParam()); },
              ThrowsMessage<tusk::ValueError>(HasSubstr("write for example \"200ms\"")));
}

INSTANTIATE_TEST_SUITE_P(Duration, NoDuration,
                         Values("", " ", "-5s", "-1", "3 parsecs", "nan", "inf", "9223372036854775808 ns", "300 years",
                                "1e300 s", "20m 34s", "ss", "hourss", "1.5.2 s"));

struct PrintedDuration {
  std::int64_t duration_ns;
  const char* text;
};

class Durations : public testing::TestWithParam<PrintedDuration> {};

TEST_P(Durations, ArePrintedAsDaskPrintsThem) {
  EXPECT_EQ(tusk::format_duration(nanoseconds(GetParam().duration_ns)), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Duration, Durations,
    Values(PrintedDuration{0, "0.00 us"}, PrintedDuration{500, "0.50 us"}, PrintedDuration{1'000, "1.00 us"},
           PrintedDuration{123'450, "123.45 us"}, PrintedDuration{999'999, "1000.00 us"},
           PrintedDuration{1'000'000, "1.00 ms"}, PrintedDuration{1'234'000, "1.23 ms"},
           PrintedDuration{200'000'000, "200.00 ms"}, PrintedDuration{999'999'999, "1000.00 ms"},
           PrintedDuration{1'000'000'000, "1.00 s"}, PrintedDuration{3'200'000'000, "3.20 s"},
           PrintedDuration{123'456'000'000, "123.46 s"}, PrintedDuration{600'000'000'000, "600.00 s"},
           PrintedDuration{600'000'000'001, "10m 0s"}, PrintedDuration{1'234'567'000'000, "20m 34s"},
           PrintedDuration{7'200'000'000'000, "120m 0s"}, PrintedDuration{7'201'000'000'000, "2hr 0m"},
           PrintedDuration{12'345'670'000'000, "3hr 25m"}, PrintedDuration{172'800'000'000'000, "48hr 0m"},
           PrintedDuration{172'801'000'000'000, "2d 0hr"}, PrintedDuration{123'456'780'000'000, "34hr 17m"},
           PrintedDuration{1'234'567'890'000'000, "14d 6hr"},
           PrintedDuration{std::numeric_limits<std::int64_t>::max(), "106751d 23hr"}));

TEST(Duration, PrintsASignBeforeWhatIsNegative) {
  EXPECT_EQ(tusk::format_duration(nanoseconds(-5'000'000'000)), "-5.00 s");
  EXPECT_EQ(tusk::format_duration(nanoseconds::min()), "-106751d 23hr");
}

}  // namespace
