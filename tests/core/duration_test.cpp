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

struct Meaning {
  const char* text;
  std::int64_t duration_ns;
};

class DurationTexts : public testing::TestWithParam<Meaning> {};

TEST_P(DurationTexts, MeanWhatDaskMeansByThem) {
  EXPECT_EQ(tusk::parse_duration(GetParam().text), nanoseconds(GetParam().duration_ns));
}

INSTANTIATE_TEST_SUITE_P(
    Duration, DurationTexts,
    Values(Meaning{"200ms", 200'000'000}, Meaning{"1.5 h", 5'400'000'000'000}, Meaning{"10s", 10'000'000'000},
           Meaning{"2 minutes", 120'000'000'000}, Meaning{"1us", 1'000}, Meaning{"5", 5'000'000'000},
           Meaning{"0.25", 250'000'000}, Meaning{"3 Seconds", 3'000'000'000}, Meaning{"1 day", 86'400'000'000'000},
           Meaning{"2w", 1'209'600'000'000'000}, Meaning{"1 ns", 1}, Meaning{"MS", 1'000'000}, Meaning{"h", 3'600'000'000'000},
           Meaning{"1e3 ms", 1'000'000'000}, Meaning{"10 m", 600'000'000'000}, Meaning{"3M", 180'000'000'000},
           Meaning{"1 week", 604'800'000'000'000}, Meaning{"2 hours", 7'200'000'000'000}, Meaning{"1 millisecond", 1'000'000},
           Meaning{"7 microseconds", 7'000}, Meaning{"9 nanoseconds", 9}, Meaning{"0", 0}, Meaning{"1e-3", 1'000'000},
           Meaning{"0.1us", 100}, Meaning{"1 d", 86'400'000'000'000}, Meaning{"10 S", 10'000'000'000}));

// What Dask refuses, and ".5s", which it takes for "1.5s".
INSTANTIATE_TEST_SUITE_P(Beyond, DurationTexts,
                         Values(Meaning{".5s", 500'000'000}, Meaning{"5 min", 300'000'000'000},
                                Meaning{"2 hrs", 7'200'000'000'000}, Meaning{"30 sec", 30'000'000'000},
                                Meaning{"9223372036854775807 ns", std::numeric_limits<std::int64_t>::max()}));

class NoDuration : public testing::TestWithParam<const char*> {};

TEST_P(NoDuration, IsRefusedWithAnExample) {
  EXPECT_THAT([] { tusk::parse_duration(GetParam()); },
              ThrowsMessage<tusk::ValueError>(HasSubstr("write for example \"200ms\"")));
}

INSTANTIATE_TEST_SUITE_P(Duration, NoDuration,
                         Values("", " ", "-5s", "-1", "3 parsecs", "nan", "inf", "9223372036854775808 ns", "300 years",
                                "1e300 s", "20m 34s", "ss", "hourss", "1.5.2 s"));

struct Printed {
  std::int64_t duration_ns;
  const char* text;
};

class Durations : public testing::TestWithParam<Printed> {};

TEST_P(Durations, ArePrintedAsDaskPrintsThem) {
  EXPECT_EQ(tusk::format_duration(nanoseconds(GetParam().duration_ns)), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Duration, Durations,
    Values(Printed{0, "0.00 us"}, Printed{500, "0.50 us"}, Printed{1'000, "1.00 us"}, Printed{123'450, "123.45 us"},
           Printed{999'999, "1000.00 us"}, Printed{1'000'000, "1.00 ms"}, Printed{1'234'000, "1.23 ms"},
           Printed{200'000'000, "200.00 ms"}, Printed{999'999'999, "1000.00 ms"}, Printed{1'000'000'000, "1.00 s"},
           Printed{3'200'000'000, "3.20 s"}, Printed{123'456'000'000, "123.46 s"}, Printed{600'000'000'000, "600.00 s"},
           Printed{600'000'000'001, "10m 0s"}, Printed{1'234'567'000'000, "20m 34s"}, Printed{7'200'000'000'000, "120m 0s"},
           Printed{7'201'000'000'000, "2hr 0m"}, Printed{12'345'670'000'000, "3hr 25m"},
           Printed{172'800'000'000'000, "48hr 0m"}, Printed{172'801'000'000'000, "2d 0hr"},
           Printed{123'456'780'000'000, "34hr 17m"}, Printed{1'234'567'890'000'000, "14d 6hr"},
           Printed{std::numeric_limits<std::int64_t>::max(), "106751d 23hr"}));

TEST(Duration, PrintsASignBeforeWhatIsNegative) {
  EXPECT_EQ(tusk::format_duration(nanoseconds(-5'000'000'000)), "-5.00 s");
  EXPECT_EQ(tusk::format_duration(nanoseconds::min()), "-106751d 23hr");
}

}  // namespace
