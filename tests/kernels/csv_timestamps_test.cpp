#include "kernels/csv/csv_timestamps.h"

#include <optional>

#include <gmock/gmock.h>

#include "tests/kernels/csv_text.h"

namespace tusk::kernels {
namespace {

std::optional<std::int64_t> seconds(std::string_view text) {
  CsvTime time;
  return parse_time(text, time) ? std::optional(time.seconds) : std::nullopt;
}
std::optional<std::int64_t> plain_seconds(std::string_view text) {
  CsvTime time;
  return parse_plain_time(test::padded(text).data(), time) ? std::optional(time.seconds) : std::nullopt;
}

// The numbers are pandas': pd.Timestamp(text).value // 10**9.
TEST(CsvTimestamps, ReadsTheUsualWayFast) {
  EXPECT_EQ(plain_seconds("2019-01-15 03:36:12"), 1547523372);
  EXPECT_EQ(plain_seconds("1969-12-31T23:59:59"), -1);
  EXPECT_EQ(plain_seconds("2000-02-29 00:00:00"), 951782400);
  EXPECT_EQ(plain_seconds("0001-01-01 00:00:00"), -62135596800);
  EXPECT_EQ(plain_seconds("9999-12-31 23:59:59"), 253402300799);
}

TEST(CsvTimestamps, RefusesTimesThatDoNotExist) {
  for (const char* text : {"2019-02-29 00:00:00", "1900-02-29 00:00:00", "2019-13-01 00:00:00", "2019-00-01 00:00:00",
                           "2019-01-00 00:00:00", "2019-04-31 00:00:00", "2019-01-01 24:00:00", "2019-01-01 00:60:00",
                           "2019-01-01 00:00:60", "2019-01-01 00:00:0x", "2019/01-01 00:00:00"}) {
    EXPECT_FALSE(plain_seconds(text)) << text;
    EXPECT_FALSE(seconds(text)) << text;
  }
}

TEST(CsvTimestamps, ReadsOtherWays) {
  EXPECT_EQ(seconds("2019-01-15"), 1547510400);
  EXPECT_EQ(seconds(" 2019-01-15 03:36 "), 1547523360);
  EXPECT_EQ(seconds("2019/01/15 03:36:12"), 1547523372);
  EXPECT_EQ(seconds("01/15/2019 3:36:12"), 1547523372);
  EXPECT_EQ(seconds("20190115"), 1547510400);
  CsvTime time;
  EXPECT_TRUE(parse_time("2019-01-15T03:36:12.0625", time));
  EXPECT_EQ(time.nanoseconds, 62500000);
  for (const char* text : {"", "2019", "2019-01", "2019-01-15 03", "2019-01-15 03:36:12Z", "2019-01-15 03:36:12.",
                           "2019-01-15x", "15.01.2019"}) {
    EXPECT_FALSE(seconds(text)) << text;
  }
}

}  // namespace
}  // namespace tusk::kernels
