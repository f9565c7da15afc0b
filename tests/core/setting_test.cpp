#include <tusk/core/setting.h>

#include <cmath>
#include <limits>

#include <gmock/gmock.h>

#include <tusk/core/error.h>

namespace {

using tusk::config::List;
using tusk::config::Map;
using tusk::config::parse_setting;
using tusk::config::Setting;
using tusk::config::to_text;

struct Meaning {
  const char* text;
  Setting value;
};

class SettingTexts : public testing::TestWithParam<Meaning> {};

TEST_P(SettingTexts, MeanTheirValues) {
  EXPECT_EQ(parse_setting(GetParam().text), GetParam().value) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Setting, SettingTexts,
    testing::Values(Meaning{"4", 4}, Meaning{"-4", -4}, Meaning{"+4", 4}, Meaning{" 4 ", 4}, Meaning{"0x1f", 31},
                    Meaning{"0o17", 15}, Meaning{"007", 7}, Meaning{"1.5", 1.5}, Meaning{"-.5", -0.5},
                    Meaning{"1e3", 1000.0}, Meaning{"1.", 1.0},
                    Meaning{".inf", std::numeric_limits<double>::infinity()},
                    Meaning{"-.INF", -std::numeric_limits<double>::infinity()},
                    Meaning{"9223372036854775807", std::numeric_limits<std::int64_t>::max()},
                    Meaning{"9223372036854775808", 9223372036854775808.0}, Meaning{"true", true}, Meaning{"True", true},
                    Meaning{"fALSE", false}, Meaning{"null", nullptr}, Meaning{"None", nullptr}, Meaning{"~", nullptr},
                    Meaning{"", ""}, Meaning{"  ", "  "}, Meaning{"yes", "yes"}, Meaning{"threads", "threads"},
                    Meaning{"tcp://host:8786", "tcp://host:8786"}, Meaning{"a: b", "a: b"},
                    Meaning{"# no comment", "# no comment"}, Meaning{"- x", "- x"}, Meaning{"*.csv", "*.csv"},
                    Meaning{"1.5 GiB", "1.5 GiB"}, Meaning{"1-2", "1-2"}, Meaning{"0x", "0x"}, Meaning{"0x-1", "0x-1"},
                    Meaning{"--1", "--1"}, Meaning{"+-1", "+-1"}, Meaning{"1e", "1e"}, Meaning{"inf", "inf"},
                    Meaning{"nan", "nan"}, Meaning{"'4'", "4"}, Meaning{"\"a\\nb\"", "a\nb"},
                    Meaning{"[1, '2', [true, null]]", List{1, "2", List{true, nullptr}}},
                    Meaning{"{'a': 1, b: {c: [2.5]}}", Map{{"a", 1}, {"b", Map{{"c", List{2.5}}}}}},
                    Meaning{"[]", List{}}, Meaning{"{}", Map{}}, Meaning{"[1, 2", "[1, 2"}, Meaning{"'it", "'it"},
                    Meaning{"[1]\n---\n[2]", "[1]\n---\n[2]"}));

class SettingValues : public testing::TestWithParam<Setting> {};

TEST_P(SettingValues, ReadBackFromTheirText) {
  EXPECT_EQ(parse_setting(to_text(GetParam())), GetParam()) << to_text(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Setting, SettingValues,
                         testing::Values(nullptr, true, false, 0, -7, std::numeric_limits<std::int64_t>::min(), 1.5,
                                         1.0, 1e300, 1e-300, -0.1, std::numeric_limits<double>::infinity(), "", " ",
                                         "text", "4", "1.5", "true", "null", "~", ".inf", "a\nb\t\x01\"\\", "a: b",
                                         "a #b", "#", "- a", "-", "[", "{}", "a, b", "*x", "&x", "!x", "%x", "@x", "|",
                                         ">", "'q'", "\"q\"", "a:", "---", "...", "<<", "größer", "None", List{}, Map{},
                                         List{"1, 2", "]", "a: b", nullptr},
                                         Map{{"a key: with", List{1, "two"}}, {"1", Map{{"true", false}}}}));

TEST(Setting, PrintsOneLineOfYaml) {
  EXPECT_EQ(to_text(Map{{"a", List{1, "2", 3.0, nullptr, true}}, {"b", "plain text"}}),
            "{a: [1, \"2\", 3.0, null, true], b: plain text}");
}

TEST(Setting, NumbersFromTextKeepTheirSpelling) {
  EXPECT_EQ(parse_setting("007").spelling(), "007");
  EXPECT_EQ(to_text(parse_setting("[007, 1e3, 0x1F]")), "[007, 1e3, 0x1F]");
  EXPECT_EQ(parse_setting("007"), Setting(7));
}

TEST(Setting, RefusesWholeNumbersPast64Bits) {
  EXPECT_THROW(Setting(std::numeric_limits<std::uint64_t>::max()), tusk::ValueError);
}

TEST(Setting, ANestedAliasBombIsText) {
  const std::string bomb =
      "[&a [x,x,x,x,x,x,x,x,x,x], &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a], &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b], "
      "&d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c], &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d], [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]]";
  EXPECT_EQ(parse_setting(bomb), Setting(bomb));
}

TEST(Setting, ThousandsOfBracketsAreText) {
  const std::string deep(100'000, '[');
  EXPECT_EQ(parse_setting(deep), Setting(deep));
}

}  // namespace
