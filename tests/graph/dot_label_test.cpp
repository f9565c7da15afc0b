#include "graph/dot_label.h"

#include <cmath>

#include <gmock/gmock.h>

#include "graph/color.h"

namespace tusk::graph {
namespace {

struct LabelCase {
  const char* name;
  std::string text;
  const char* quoted;
};

class DotLabel : public testing::TestWithParam<LabelCase> {};

TEST_P(DotLabel, ShowsTheTextAsItIs) { EXPECT_EQ(dot_quoted(GetParam().text), GetParam().quoted); }

const LabelCase kLabels[] = {
    {"Plain", "inc", "\"inc\""},
    {"Quote", "say \"x\"", "\"say \\\"x\\\"\""},
    {"Backslash", "\\N \\", "\"\\\\N \\\\\""},
    {"Entity", "&lt; & <b>", "\"&amp;lt; &amp; <b>\""},
    {"LineBreak", "a\nb\tc", "\"a\\nb c\""},
    {"NonAscii", "größe 和 😀", "\"größe 和 😀\""},
    {"Control", std::string("a\x01\x7f\0b", 5),
     "\"a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
     "b\""},
    {"NoUtf8", "a\xff\xc3", "\"a\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {"Overlong", "\xc0\xaf", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {"Surrogate", "\xed\xa0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
};
INSTANTIATE_TEST_SUITE_P(DotLabel, DotLabel, testing::ValuesIn(kLabels),
                         [](const auto& info) { return info.param.name; });

TEST(Shortened, LeavesOutTheMiddle) {
  EXPECT_EQ(shortened("abcdefgh", 8), "abcdefgh");
  EXPECT_EQ(shortened("abcdefghi", 8), "abcd…ghi");
  EXPECT_EQ(shortened("äöüäöüäöü", 4), "äö…ü");
}

// L* of CIE 1976, from 0 for black to 100 for white.
double lightness(const Color& color) {
  const auto linear = [](std::uint8_t value) { return std::pow(value / 255.0, 2.2); };
  return 116 * std::cbrt(0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)) - 16;
}

TEST(OrderColor, GetsLighterInEvenSteps) {
  const double step = (lightness(order_color(1)) - lightness(order_color(0))) / 10;
  EXPECT_GT(step, 5);
  for (int i = 0; i < 10; ++i) {
    EXPECT_NEAR(lightness(order_color((i + 1) / 10.0)) - lightness(order_color(i / 10.0)), step, step / 3) << i;
  }
}

TEST(LayerColor, DiffersFromItsNeighbours) {
  const auto distance = [](const Color& a, const Color& b) {
    return std::abs(a.red - b.red) + std::abs(a.green - b.green) + std::abs(a.blue - b.blue);
  };
  for (std::size_t i = 0; i < 8; ++i) {
    for (std::size_t j = 0; j < i; ++j) EXPECT_GT(distance(layer_color(i), layer_color(j)), 20) << i << " " << j;
  }
}

TEST(TextColor, CanBeReadOnEveryColor) {
  EXPECT_EQ(text_color({255, 255, 255}).hex(), "#000000");
  EXPECT_EQ(text_color(order_color(0)).hex(), "#ffffff");
  EXPECT_EQ(text_color(order_color(1)).hex(), "#000000");
  EXPECT_EQ(text_color(layer_color(3)).hex(), "#000000");
}

}  // namespace
}  // namespace tusk::graph
