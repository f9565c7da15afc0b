#include "kernels/csv/csv_numbers.h"

#include <charconv>
#include <cmath>
#include <random>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/kernels/csv_text.h"

namespace tusk::kernels {
namespace {

using test::padded;

std::optional<double> short_double(std::string_view text) {
  double number;
  const bool is_number = parse_short_double(padded(text).data(), text.size(), '.', number);
  return is_number ? std::optional(number) : std::nullopt;
}
std::optional<std::int64_t> short_int64(std::string_view text) {
  std::int64_t number;
  const bool is_number = parse_short_int64(padded(text).data(), text.size(), number);
  return is_number ? std::optional(number) : std::nullopt;
}
std::optional<double> any_double(std::string_view text, char decimal = '.', char thousands = '\0') {
  double number;
  return parse_double(text, decimal, thousands, number) ? std::optional(number) : std::nullopt;
}

TEST(CsvNumbers, ReadsShortDecimalsAsFromCharsDoes) {
  std::mt19937_64 random(20190101);
  for (int i = 0; i < 100000; ++i) {
    const std::uint64_t digits = random() % 10000000;
    const std::string text = fmt::format("{}{:.{}f}", i % 3 ? "" : "-", double(digits) / 1e3, i % 4);
    double expected;
    std::from_chars(text.data(), text.data() + text.size(), expected);
    if (text.size() - text.starts_with('-') > 8) continue;
    ASSERT_EQ(short_double(text), expected) << text;
  }
}

TEST(CsvNumbers, ReadsTheShortestTexts) {
  EXPECT_EQ(short_double("0"), 0.0);
  EXPECT_EQ(short_double(".5"), 0.5);
  EXPECT_EQ(short_double("5."), 5.0);
  EXPECT_EQ(short_double("-12.25"), -12.25);
  EXPECT_TRUE(std::signbit(*short_double("-0.0")));
  EXPECT_EQ(short_int64("7"), 7);
  EXPECT_EQ(short_int64("-12345678"), -12345678);
}

TEST(CsvNumbers, LeavesWhatIsNotAShortNumber) {
  for (const char* text : {".", "-", "-.", "1e5", "1.2.3", "12/5", "1/.5", "123456789", "x", "1 ", "+1", "\"1\"", "--1",
                           "/", ":", "1:", "\xB1", "1\xFF.5"}) {
    EXPECT_FALSE(short_double(text)) << text;
    EXPECT_FALSE(short_int64(text)) << text;
  }
}

TEST(CsvNumbers, ReadsEveryWayToWriteADouble) {
  EXPECT_EQ(any_double(" +1.5e3 "), 1500.0);
  EXPECT_EQ(any_double("-73.98217010498047"), -73.98217010498047);
  EXPECT_EQ(any_double("9007199254740993"), 9007199254740992.0);
  EXPECT_EQ(any_double("-inf"), -INFINITY);
  EXPECT_EQ(any_double("Infinity"), INFINITY);
  EXPECT_EQ(any_double("1e400"), INFINITY);
  EXPECT_EQ(any_double("-1e-400"), 0.0);
  EXPECT_EQ(any_double("1.234,5", ',', '.'), 1234.5);
  EXPECT_EQ(any_double("1,234.5", '.', ','), 1234.5);
  for (const char* text : {"", " ", "nan", "0x10", "1_000", "1e", "+-1", "1 2", "e5"}) EXPECT_FALSE(any_double(text));
}

TEST(CsvNumbers, KeepsIntegersWithinTheirRange) {
  std::int64_t number;
  std::uint64_t large;
  EXPECT_TRUE(parse_int64("-9223372036854775808", '\0', number) && number == INT64_MIN);
  EXPECT_FALSE(parse_int64("9223372036854775808", '\0', number));
  EXPECT_TRUE(parse_uint64("18446744073709551615", '\0', large) && large == UINT64_MAX);
  EXPECT_TRUE(parse_int64("1,000,000", ',', number) && number == 1000000);
  EXPECT_FALSE(parse_int64("1.0", '\0', number));
}

}  // namespace
}  // namespace tusk::kernels
